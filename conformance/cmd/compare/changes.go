package main

import (
	"slices"
	"strings"
)

func (k *kindRun) patches(o object) {
	one := k.path() + "/" + nameOf(o)
	patch := func(name, kind, query, body string) {
		if query == "" && !strings.HasPrefix(name, "a label") { // what should be refused and is not would change all that follows
			query = "?dryRun=All"
		}
		k.do("patch", name, request{method: "PATCH", path: one + query, contentType: kind, body: body})
	}
	for _, kind := range []string{merge, strategic} {
		patch("a label", kind, "", `{"metadata":{"labels":{"p":"`+kind[12:17]+`"}}}`)
		patch("nothing", kind, "", `{}`)
		patch("dry run", kind, "?dryRun=All", `{"metadata":{"annotations":{"a":"b"}}}`)
		patch("a manager", kind, "?fieldManager=me", `{"metadata":{"annotations":{"a":"`+kind[12:17]+`"}}}`)
		patch("no JSON", kind, "", `{"metadata":`)
		patch("an array", kind, "", `[]`)
		patch("nothing at all", kind, "", ``)
		patch("null", kind, "", `null`)
		patch("a wrong type", kind, "", `{"metadata":{"labels":{"a":1}}}`)
		patch("a wrong type of metadata", kind, "", `{"metadata":"x"}`)
		patch("another name", kind, "", `{"metadata":{"name":"other"}}`)
		patch("another namespace", kind, "", `{"metadata":{"namespace":"other"}}`)
		patch("another kind", kind, "", `{"kind":"Other"}`)
		patch("another version", kind, "", `{"apiVersion":"example.com/v9"}`)
		patch("another uid", kind, "", `{"metadata":{"uid":"11111111-1111-1111-1111-111111111111"}}`)
		patch("an old version", kind, "", `{"metadata":{"resourceVersion":"1"}}`)
		patch("a bad label", kind, "", `{"metadata":{"labels":{"-a":"b c"}}}`)
		patch("a deletion time", kind, "", `{"metadata":{"deletionTimestamp":"2026-01-01T00:00:00Z","generation":7,"creationTimestamp":"2020-01-01T00:00:00Z"}}`)
		for _, validation := range []string{"Strict", "Warn", "Ignore", "Bogus"} {
			patch("an unknown field, "+validation, kind, "?dryRun=All&fieldValidation="+validation, `{"bogus":1,"metadata":{"bogus":2}}`)
			patch("a field twice, "+validation, kind, "?dryRun=All&fieldValidation="+validation, `{"metadata":{"labels":{"a":"b","a":"c"}}}`)
		}
		k.do("patch", "not there", request{method: "PATCH", path: k.path() + "/nothere", contentType: kind, body: `{}`})
		patch("force", kind, "?force=true", `{}`)
		patch("a bad dry run", kind, "?dryRun=Some", `{}`)
		patch("a bad manager", kind, "?fieldManager="+strings.Repeat("m", 130), `{}`)
	}
	patch("a label", jsonPatch, "", `[{"op":"add","path":"/metadata/labels","value":{"p":"json"}}]`)
	for _, body := range []string{`[]`, `{}`, `x`, `null`, ``, `[{"op":"bogus","path":"/a"}]`, `[{"op":"remove","path":"/bogus"}]`, `[{"op":"test","path":"/kind","value":"x"}]`,
		`[{"op":"test","path":"/metadata/name","value":"` + nameOf(o) + `"}]`, `[{"op":"add","path":"bogus","value":1}]`, `[{"op":"replace","path":"/metadata/labels","value":1}]`,
		`[{"op":"copy","from":"/metadata/name","path":"/metadata/labels/x"}]`, `[{"op":"move","from":"/metadata/bogus","path":"/metadata/labels/x"}]`, `[{"op":"add","path":"/metadata/labels/-","value":"x"}]`,
		`[{"op":"add","path":"/bogus","value":1}]`, `[{"op":"add","path":"/metadata/finalizers","value":["x"]}]`, `[{"path":"/a"}]`, `[1]`} {
		patch(body, jsonPatch, "?dryRun=All", body)
	}
	for _, kind := range []string{"application/json", "text/plain", "", "application/strategic-merge-patch+json; charset=utf-8", "application/bogus+json", "a/b/c"} {
		patch("content type "+kind, kind, "?dryRun=All", `{}`)
	}
}

func (k *kindRun) apply() {
	if len(k.examples) == 0 {
		return
	}
	o := clone(k.examples[len(k.examples)-1])
	metadata(o)["name"] = "compare-applied"
	switch k.resource.name { // whose names follow from what they hold
	case "customresourcedefinitions", "apiservices", "ipaddresses":
		metadata(o)["name"] = nameOf(k.examples[len(k.examples)-1])
	}
	one := k.path() + "/" + nameOf(o)
	send := func(name, query string, body any) {
		k.do("apply", name, request{method: "PATCH", path: one + query, contentType: apply, body: bodyText(body)})
	}
	send("no manager", "", o)
	send("dry run", "?fieldManager=a&dryRun=All", o)
	send("the first", "?fieldManager=a", o)
	send("again", "?fieldManager=a", o)
	send("another manager", "?fieldManager=b", o)
	labelled := clone(o)
	metadata(labelled)["labels"] = object{"l": "b"}
	send("a label", "?fieldManager=b", labelled)
	metadata(labelled)["labels"] = object{"l": "a"}
	send("a conflict", "?fieldManager=a", labelled)
	send("a conflict, forced", "?fieldManager=a&force=true", labelled)
	send("label gone", "?fieldManager=a", o)
	least := object{"apiVersion": o["apiVersion"], "kind": o["kind"], "metadata": object{"name": nameOf(o)}}
	send("all gone", "?fieldManager=b", least)
	k.do("apply", "an update in between", request{method: "PATCH", path: one, contentType: merge, body: `{"metadata":{"labels":{"u":"v"}}}`})
	metadata(labelled)["labels"] = object{"u": "w"}
	send("a conflict with an update", "?fieldManager=a", labelled)
	for _, body := range []string{``, `x`, `[]`, `{}`, `{"kind":"` + k.resource.kind + `"}`, `a: b: c`, "a: b\na: c", `{"apiVersion":"v9","kind":"X"}`} {
		send("bad body "+body, "?fieldManager=a", body)
	}
	wrong := func(name string, change func(object)) {
		c := clone(least)
		change(c)
		send(name, "?fieldManager=a", c)
	}
	wrong("another name", func(c object) { metadata(c)["name"] = "other" })
	wrong("an unknown field", func(c object) { c["bogus"] = 1 })
	wrong("labels of a wrong type", func(c object) { metadata(c)["labels"] = []any{"x"} })
	wrong("a label of a wrong type", func(c object) { metadata(c)["labels"] = object{"a": 1} })
	wrong("managed fields", func(c object) { metadata(c)["managedFields"] = []any{object{"manager": "x"}} })
	wrong("a version", func(c object) { metadata(c)["resourceVersion"] = "1" })
	wrong("a uid", func(c object) { metadata(c)["uid"] = "11111111-1111-1111-1111-111111111111" })
	wrong("finalizers twice", func(c object) { metadata(c)["finalizers"] = []any{"a.b/c", "a.b/c"} })
	send("force is no boolean", "?fieldManager=a&force=x", least)
	k.do("apply", "a spec of a text", request{method: "PATCH", path: one + "?fieldManager=a", contentType: apply, body: text(object{"apiVersion": o["apiVersion"], "kind": o["kind"], "spec": "x"})})
	k.do("get", "after applies", request{method: "GET", path: one})
	k.do("delete", "the applied", request{method: "DELETE", path: one + "?gracePeriodSeconds=0"})
	k.release(one)
}

func (k *kindRun) subresources(o object) {
	one := k.path() + "/" + nameOf(o)
	for _, name := range sortedKeys(k.resource.subresources) {
		switch name {
		case "attach", "exec", "portforward", "proxy", "log":
			continue // streams of a node
		}
		at := one + "/" + name
		verbs := k.resource.subresources[name]
		if !slices.Contains(verbs, "get") {
			for _, body := range []string{``, `{}`, `{"kind":"X"}`, `{"spec":1}`, `{"bogus":1}`} {
				k.post(name, "body "+body, at+"?dryRun=All", body)
			}
			continue
		}
		saved := k.do(name, "get", request{method: "GET", path: at})
		k.do(name, "as table", request{method: "GET", path: at, accept: asTable})
		saved = k.latest(saved, k.put(name, "put unchanged", at, saved, func(o object) (object, bool) { return o, true }))
		k.put(name, "put a label", at, saved, func(o object) (object, bool) {
			c := clone(o)
			metadata(c)["labels"] = object{"by": name}
			return c, true
		})
		k.put(name, "put an old version", at, saved, func(o object) (object, bool) {
			c := clone(o)
			metadata(c)["resourceVersion"] = "1"
			return c, true
		})
		for _, kind := range []string{merge, strategic} {
			k.do(name, "patch nothing", request{method: "PATCH", path: at, contentType: kind, body: `{}`})
			k.do(name, "patch a wrong type", request{method: "PATCH", path: at, contentType: kind, body: `{"` + name + `":"x","spec":"x"}`})
		}
		k.do(name, "put {}", request{method: "PUT", path: at, contentType: jsonType, body: `{}`})
		k.do(name, "delete", request{method: "DELETE", path: at})
		k.do(name, "post", request{method: "POST", path: at, contentType: jsonType, body: `{}`})
		k.do(name, "not there", request{method: "GET", path: k.path() + "/nothere/" + name})
		if name == "status" {
			k.statusFields(at, saved)
			k.do(name, "apply", request{method: "PATCH", path: at + "?fieldManager=s", contentType: apply,
				body: text(object{"apiVersion": o["apiVersion"], "kind": o["kind"], "metadata": object{"labels": object{"s": "t"}}, "status": object{}})})
		}
		if name == "scale" {
			for _, replicas := range []string{`2`, `0`, `-1`, `"x"`, `null`, `99999999999`} {
				k.do(name, "replicas "+replicas, request{method: "PATCH", path: at, contentType: merge, body: `{"spec":{"replicas":` + replicas + `}}`})
			}
		}
	}
}

// statusFields writes every field of a status.
func (k *kindRun) statusFields(at string, saved both[answer]) {
	of := k.schemas.resolve(property(k.schemas.of(k.resource), "status"))
	if k.options.quick || of == nil {
		return
	}
	for _, m := range k.schemas.absent([]step{"status"}, object{}, of, nil) {
		k.put("status", "status: "+pathText(m.path)+" "+m.name, at+"?dryRun=All", saved, func(o object) (object, bool) {
			c := clone(o)
			if c["status"] == nil {
				c["status"] = object{}
			}
			return set(c, m.path, m.value, m.remove)
		})
	}
}

func (k *kindRun) deletes(o object) {
	one := k.path() + "/" + nameOf(o)
	send := func(name, query, body string) {
		k.do("delete", name, request{method: "DELETE", path: one + query, contentType: jsonType, body: body})
	}
	for _, query := range []string{"?dryRun=All", "?dryRun=Bogus", "?propagationPolicy=Bogus", "?gracePeriodSeconds=x", "?orphanDependents=x", "?gracePeriodSeconds=-1&dryRun=All", "?propagationPolicy=Orphan&orphanDependents=true", "?bogus=1&dryRun=All", "?propagationPolicy=Foreground&dryRun=All", "?propagationPolicy=Orphan&dryRun=All", "?ignoreStoreReadErrorWithClusterBreakingPotential=true"} {
		send(query, query, "")
	}
	for _, body := range []string{`{`, `[]`, `x`, `{"kind":"Pod","apiVersion":"v1"}`, `{"kind":"DeleteOptions","apiVersion":"v1","gracePeriodSeconds":"x"}`, `{"preconditions":{"uid":"x"}}`, `{"preconditions":{"resourceVersion":"1"}}`,
		`{"propagationPolicy":"Bogus"}`, `{"dryRun":["All"],"bogus":1}`, `{"dryRun":["Bogus"]}`, `{"gracePeriodSeconds":-5,"dryRun":["All"]}`, `{"orphanDependents":true,"propagationPolicy":"Orphan"}`, `{"kind":"DeleteOptions","apiVersion":"example.com/v9"}`} {
		send("body "+body, "", body)
	}
	k.do("delete", "as table", request{method: "DELETE", path: one + "?dryRun=All", accept: asTable})
	k.do("delete", "not there", request{method: "DELETE", path: k.path() + "/nothere"})
	send("the object", "", `{"gracePeriodSeconds":0}`)
	k.release(one)
	send("again", "", "")
	if k.resource.can("deletecollection") {
		for _, query := range []string{"?labelSelector=none%3Dx", "?labelSelector=a%3Db%3Dc", "?fieldSelector=metadata.bogus%3Dx", "?fieldSelector=metadata.name%3Dnone&dryRun=Bogus", "?limit=x&fieldSelector=metadata.name%3Dnone", "?fieldSelector=metadata.name%3Dnone&propagationPolicy=Bogus"} {
			k.do("deletecollection", query, request{method: "DELETE", path: k.path() + query})
		}
		c := clone(o)
		metadata(c)["labels"] = object{"collection": "yes"}
		k.post("create", "for deletecollection", k.path(), c)
		k.do("deletecollection", "one", request{method: "DELETE", path: k.path() + "?labelSelector=collection%3Dyes&gracePeriodSeconds=0"})
		k.release(one)
	}
}
