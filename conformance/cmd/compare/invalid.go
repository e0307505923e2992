package main

import "strings"

// invalidCreates sends what is wrong whatever the kind is.
func (k *kindRun) invalidCreates(o object) {
	invalid := func(name string, body any) { k.post("create", name, k.path()+"?dryRun=All", body) }
	whole := text(o)
	for _, body := range []string{``, `{`, `[]`, `null`, `"x"`, `5`, `x: y: z`, `{}`, whole[:len(whole)-1], whole + whole, whole + "x", `{"kind":"` + k.resource.kind + `"}`, `{"apiVersion":"` + k.resource.apiVersion() + `"}`,
		`{"metadata":null}`, `{"metadata":"x"}`, `{"metadata":[]}`, `{"kind":5}`, `{"apiVersion":5}`} {
		invalid("body "+clip(body), body)
	}
	change := func(name string, f func(object)) {
		c := clone(o)
		f(c)
		invalid(name, c)
	}
	change("another kind", func(c object) { c["kind"] = "Other" })
	change("another version", func(c object) { c["apiVersion"] = "example.com/v9" })
	change("version of no form", func(c object) { c["apiVersion"] = "a/b/c" })
	meta := func(field string, values ...any) {
		for _, value := range values {
			change("metadata."+field+" "+clip(text(value)), func(c object) { metadata(c)[field] = value })
		}
	}
	meta("name", nil, "", 5, "Bad_Name!", "-a", "a.b", "a/b", "..", strings.Repeat("a", 64), long, "Ünicode", "a%b", "123")
	meta("generateName", "gen-", "Bad_Name!", 5, long)
	change("generateName only", func(c object) { delete(metadata(c), "name"); metadata(c)["generateName"] = "gen-" })
	change("bad generateName only", func(c object) { delete(metadata(c), "name"); metadata(c)["generateName"] = "Bad_" })
	meta("namespace", "", "other", "Bad_Name!", 5)
	meta("labels", object{"a": "b"}, object{"-bad": "x"}, object{"a": "b c"}, object{"a": long}, object{"a": 5}, object{"": ""}, object{"x/y/z": ""}, object{"UP.er/x": "y"}, []any{}, nil, object{long: "x"})
	meta("annotations", object{"Bad Key": "x"}, object{"a": 5}, object{"a": strings.Repeat("x", 263000)}, object{"a": nil})
	meta("finalizers", []any{"x"}, []any{"bad finalizer!"}, []any{"a.b/c", "a.b/c"}, "x", []any{5}, []any{""})
	owner := object{"apiVersion": "v1", "kind": "Pod", "name": "n", "uid": "u"}
	with := func(field string, value any) object { c := clone(owner); c[field] = value; return c }
	meta("ownerReferences", []any{owner}, []any{object{}}, []any{with("uid", "")}, []any{with("apiVersion", "a/b/c")}, []any{with("kind", "")}, []any{with("name", "")}, []any{with("controller", "x")},
		[]any{with("controller", true), with("controller", true)}, []any{with("apiVersion", "")}, []any{with("kind", "Event")}, "x", []any{with("bogus", 1)})
	meta("uid", "x", 5)
	meta("resourceVersion", "1", "x", 5)
	meta("generation", 7, -1, "x")
	meta("creationTimestamp", "2020-01-01T00:00:00Z", "x", 5, "2020-01-01")
	meta("deletionTimestamp", "2020-01-01T00:00:00Z", "x")
	meta("deletionGracePeriodSeconds", 5, "x")
	meta("selfLink", "/x")
	meta("managedFields", []any{}, []any{object{"manager": "x", "operation": "Bogus"}}, []any{object{"manager": "x", "operation": "Apply", "apiVersion": k.resource.apiVersion(), "fieldsType": "FieldsV1", "fieldsV1": object{"f:metadata": object{}}}}, []any{object{"fieldsType": "Bogus"}}, "x")
	meta("bogus", 1)
	k.validation(o)
	for _, kind := range []string{"", "text/plain", "application/yaml", "application/json; charset=utf-8", "application/xml", "application/x-www-form-urlencoded", "a/b/c", "application/merge-patch+json"} {
		k.do("create", "content type "+kind, request{method: "POST", path: k.path() + "?dryRun=All", contentType: kind, body: whole})
	}
	for _, query := range []string{"dryRun=Bogus", "dryRun=All&dryRun=All", "dryRun=", "fieldManager=" + strings.Repeat("m", 129), "fieldManager=%01", "bogus=1&dryRun=All", "pretty=true&dryRun=All"} {
		k.do("create", "?"+query, request{method: "POST", path: k.path() + "?" + query, contentType: jsonType, body: whole})
	}
	for _, accept := range []string{asTable, asPartial, "application/yaml", "image/png"} {
		k.do("create", "Accept "+accept, request{method: "POST", path: k.path() + "?dryRun=All", contentType: jsonType, accept: accept, body: whole})
	}
	if k.resource.namespaced {
		k.post("create", "no namespace", k.resource.collection(""), o)
		k.post("create", "a namespace that is not there", k.resource.collection("nowhere"), o)
		k.post("create", "a bad namespace", k.resource.collection("Bad_One"), o)
	}
	k.post("create", "with a name in the path", k.path()+"/x", o)
	k.do("create", "too large", request{method: "POST", path: k.path(), contentType: jsonType, body: strings.Repeat(" ", 3200000) + whole})
}

// validation is what ?fieldValidation decides on.
func (k *kindRun) validation(o object) {
	whole := text(o)
	unknown := clone(o)
	unknown["bogus"] = "x"
	metadata(unknown)["bogus"] = 5
	twice := `{"kind":"` + k.resource.kind + `",` + whole[1:]
	for _, level := range []string{"Strict", "Warn", "Ignore", "", "Bogus"} {
		k.post("create", "unknown fields, "+level, k.path()+"?dryRun=All&fieldValidation="+level, unknown)
		k.post("create", "a field twice, "+level, k.path()+"?dryRun=All&fieldValidation="+level, twice)
		k.do("create", "YAML with a field twice, "+level, request{method: "POST", path: k.path() + "?dryRun=All&fieldValidation=" + level, contentType: "application/yaml", body: twice})
		wrongCase := strings.Replace(whole, `"metadata"`, `"Metadata"`, 1)
		k.post("create", "a field of another case, "+level, k.path()+"?dryRun=All&fieldValidation="+level, wrongCase)
	}
}

func (k *kindRun) invalidUpdates(o object) {
	one := k.path() + "/" + nameOf(o)
	current := k.do("get", "before wrong updates", request{method: "GET", path: one})
	put := func(name string, f func(object)) {
		k.put("update", name, one+"?dryRun=All", current, func(o object) (object, bool) { c := clone(o); f(c); return c, true })
	}
	meta := func(field string, values ...any) {
		for _, value := range values {
			put("update: metadata."+field+" "+clip(text(value)), func(c object) { metadata(c)[field] = value })
		}
	}
	meta("resourceVersion", "1", "x", "", nil, 5)
	meta("uid", "11111111-1111-1111-1111-111111111111", "", nil)
	meta("name", "other", "", nil)
	meta("namespace", "other", "", nil)
	meta("creationTimestamp", "2020-01-01T00:00:00Z", nil)
	meta("deletionTimestamp", "2020-01-01T00:00:00Z")
	meta("deletionGracePeriodSeconds", 5)
	meta("generation", 99, -1, nil)
	meta("labels", object{"-bad": "x"}, object{"a": "b c"}, nil)
	meta("annotations", object{"Bad Key": "x"})
	meta("finalizers", []any{"x"}, []any{"bad finalizer!"}, []any{"a.b/c"})
	meta("ownerReferences", []any{object{}})
	meta("managedFields", []any{}, []any{object{}}, nil, []any{object{"manager": "x", "operation": "Update", "apiVersion": "v9", "fieldsType": "FieldsV1", "fieldsV1": object{"bogus": 1}}})
	meta("generateName", "x")
	put("another kind", func(c object) { c["kind"] = "Other" })
	put("another version", func(c object) { c["apiVersion"] = "example.com/v9" })
	put("an unknown field", func(c object) { c["bogus"] = 1 })
	put("a status of a text", func(c object) { c["status"] = "x" })
	put("no spec", func(c object) { delete(c, "spec") })
	for _, body := range []string{``, `{`, `[]`, `{}`, `null`, `{"kind":"Other"}`} {
		k.do("update", "body "+body, request{method: "PUT", path: one, contentType: jsonType, body: body})
	}
	for _, query := range []string{"dryRun=Bogus", "fieldValidation=Bogus", "fieldManager=%01"} {
		k.do("update", "?"+query, request{method: "PUT", path: one + "?" + query, contentType: jsonType, body: text(o)})
	}
	k.do("update", "text/plain", request{method: "PUT", path: one, contentType: "text/plain", body: text(o)})
	absent := clone(o)
	metadata(absent)["name"] = "compare-absent"
	k.do("update", "not there", request{method: "PUT", path: k.path() + "/compare-absent?dryRun=All", contentType: jsonType, body: text(absent)})
}
