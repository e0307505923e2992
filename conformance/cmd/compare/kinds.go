package main

import (
	"fmt"
	"strings"
)

const (
	jsonType  = "application/json"
	jsonPatch = "application/json-patch+json"
	merge     = "application/merge-patch+json"
	strategic = "application/strategic-merge-patch+json"
	apply     = "application/apply-patch+yaml"
	asTable   = "application/json;as=Table;v=v1;g=meta.k8s.io"
	asPartial = "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io"
	asList    = "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io"
)

// kindRun compares one kind: first what is right, then what is wrong.
type kindRun struct {
	*session
	resource resource
	examples []object
}

func (k *kindRun) do(verb, name string, r request) both[answer] {
	return k.session.do(k.resource.label(), verb, name, r)
}

func (k *kindRun) post(verb, name, path string, body any) both[answer] {
	return k.do(verb, name, request{method: "POST", path: path, contentType: jsonType, body: bodyText(body)})
}

func bodyText(body any) string {
	if t, ok := body.(string); ok {
		return t
	}
	return text(body)
}

func (k *kindRun) path() string { return k.resource.collection(namespace) }

func (k *kindRun) run() {
	if k.resource.name == "bindings" {
		k.bindings()
	}
	if k.resource.name == "componentstatuses" { // which the server makes up
		k.examples = []object{{"apiVersion": "v1", "kind": k.resource.kind, "metadata": object{"name": "etcd-0"}}}
		k.reads("etcd-0")
		k.lists()
		k.refusals(k.examples[0])
		return
	}
	if len(k.examples) == 0 {
		k.reads("none")
		return
	}
	if !k.resource.can("get") {
		k.reviews()
		return
	}
	for _, example := range k.examples {
		k.life(example)
	}
	k.create(k.examples[0])
	k.reads(nameOf(k.examples[0]))
	k.lists()
	k.watch(k.examples[0])
	k.patches(k.examples[0])
	k.apply()
	k.create(k.examples[0]) // where the applied one had its name
	k.refusals(k.examples[0])
	k.protobuf(k.examples[0])
	k.yaml(k.examples[0])
	k.actions(k.examples[0])
	k.streams(k.examples[0])
	k.subresources(k.examples[0])
	k.invalidUpdates(k.examples[0])
	k.deletes(k.examples[0])
	k.invalidCreates(k.examples[0])
	if !k.options.quick {
		k.fields()
	}
}

// create makes the object for what follows.
func (k *kindRun) create(o object) both[answer] {
	return k.post("create", nameOf(o), k.path(), o)
}

// life is a whole life of one valid object.
func (k *kindRun) life(o object) {
	one := k.path() + "/" + nameOf(o)
	k.post("create", nameOf(o)+", dry run", k.path()+"?dryRun=All", o)
	saved := k.create(o)
	k.post("create", nameOf(o)+", again", k.path(), o)
	k.do("get", nameOf(o), request{method: "GET", path: one})
	k.do("table", nameOf(o), request{method: "GET", path: one, accept: asTable})
	k.do("table", nameOf(o)+" with object", request{method: "GET", path: one + "?includeObject=Object", accept: asTable})
	saved = k.latest(saved, k.put("update", nameOf(o)+", unchanged", one, saved, func(o object) (object, bool) { return o, true }))
	k.put("update", nameOf(o)+", a label", one, saved, func(o object) (object, bool) {
		c := clone(o)
		metadata(c)["labels"] = object{"changed": "yes"}
		return c, true
	})
	k.do("update", nameOf(o)+", as first given", request{method: "PUT", path: one, contentType: jsonType, body: text(o)})
	if !k.options.quick {
		k.updates(one)
	}
	k.do("delete", nameOf(o), request{method: "DELETE", path: one + "?gracePeriodSeconds=0"})
	k.release(one)
}

// release lets an object with finalizers go. Namespaces are finalized as their controller would.
func (k *kindRun) release(one string) {
	current := k.do("get", "after the deletion", request{method: "GET", path: one})
	if current.reference.status != 200 {
		return
	}
	k.do("patch", "without finalizers", request{method: "PATCH", path: one, contentType: merge, body: `{"metadata":{"finalizers":null}}`})
	if k.resource.name == "namespaces" {
		k.put("finalize", "without finalizers", one+"/finalize", current, func(o object) (object, bool) {
			c := clone(o)
			c["spec"] = object{}
			delete(metadata(c), "resourceVersion")
			return c, true
		})
	}
}

// latest is what a write has made, where both servers have made something: each may count an unchanged update as it likes.
func (k *kindRun) latest(before, after both[answer]) both[answer] {
	if after.reference.status == 200 && after.jukung.status == 200 {
		return after
	}
	return before
}

// put sends each server its own object, changed alike.
func (k *kindRun) put(verb, name, path string, saved both[answer], change func(object) (object, bool)) both[answer] {
	a, b := decode(saved.reference.body), decode(saved.jukung.body)
	if a == nil || b == nil {
		return both[answer]{}
	}
	changedA, okA := change(a)
	changedB, okB := change(b)
	if !okA || !okB {
		return both[answer]{}
	}
	make := func(o object) request {
		return request{method: "PUT", path: path, contentType: jsonType, body: text(o)}
	}
	return k.doEach(k.resource.label(), verb, name, both[request]{make(changedA), make(changedB)})
}

// updates changes every field of an object that is there, without storing it.
func (k *kindRun) updates(one string) {
	current := k.do("get", "before updates", request{method: "GET", path: one})
	o := decode(current.reference.body)
	if current.reference.status != 200 || current.jukung.status != 200 || o == nil {
		return
	}
	for _, m := range updates(nil, without(o, "apiVersion", "kind", "metadata", "status")) {
		k.put("update", "update: "+pathText(m.path)+" "+m.name, one+"?dryRun=All", current, func(o object) (object, bool) {
			return set(o, m.path, m.value, m.remove)
		})
	}
}

func without(o object, names ...string) object {
	c := clone(o)
	for _, name := range names {
		delete(c, name)
	}
	return c
}

// fields creates the objects with every field changed to something wrong, without storing them.
func (k *kindRun) fields() {
	of := k.schemas.of(k.resource)
	for _, example := range k.examples {
		if asPods[k.resource.name] {
			example = withoutPod(example)
		}
		for _, m := range k.schemas.mutations(example, of) {
			if changed, ok := set(example, m.path, m.value, m.remove); ok {
				k.post("fields", nameOf(example)+pathText(m.path)+" "+m.name, k.path()+"?dryRun=All", changed)
			}
		}
	}
}

// The specs of these kinds' Pods are the same as those of other kinds, whose every field is tried.
var asPods = map[string]bool{"podtemplates": true, "replicationcontrollers": true, "replicasets": true, "daemonsets": true}

// withoutPod is the object with the least Pod that there is.
func withoutPod(o object) object {
	least := object{"containers": []any{object{"name": "a", "image": "busybox"}}}
	for _, path := range [][]step{{"spec", "template", "spec"}, {"template", "spec"}} {
		if changed, ok := set(o, path, least, false); ok {
			return changed
		}
	}
	return o
}

// reviews are kinds that can only be created.
func (k *kindRun) reviews() {
	for _, example := range k.examples {
		k.post("create", "a review", k.path(), example)
		for _, m := range k.schemas.mutations(example, k.schemas.of(k.resource)) {
			if changed, ok := set(example, m.path, m.value, m.remove); ok {
				k.post("fields", pathText(m.path)+" "+m.name, k.path(), changed)
			}
		}
	}
	k.refusals(k.examples[0])
	k.reviewBodies(k.examples[0])
	k.do("get", "a review", request{method: "GET", path: k.path()})
	k.do("get", "a review with a name", request{method: "GET", path: k.path() + "/x"})
}

func (k *kindRun) reads(name string) {
	one := k.path() + "/" + name
	for _, accept := range []string{"*/*", "application/yaml", asTable, asPartial, asTable + ", " + jsonType, "text/html", "application/json;as=Bogus;v=v1;g=meta.k8s.io",
		"application/json;as=Table;v=v1beta1;g=meta.k8s.io", "application/json;stream=watch", "image/png"} {
		k.do("get", "Accept "+accept, request{method: "GET", path: one, accept: accept})
	}
	for _, query := range []string{"resourceVersion=0", "resourceVersion=x", "pretty=true", "bogus=1", "fieldManager=x"} {
		k.do("get", "?"+query, request{method: "GET", path: one + "?" + query})
	}
	k.do("get", "not there", request{method: "GET", path: k.path() + "/nothere"})
	k.do("table", "not there", request{method: "GET", path: k.path() + "/nothere", accept: asTable})
	k.do("get", "unknown subresource", request{method: "GET", path: one + "/bogus"})
	k.do("get", "unknown sub-subresource", request{method: "GET", path: one + "/status/bogus"})
	if k.resource.namespaced {
		k.do("get", "another namespace", request{method: "GET", path: k.resource.collection("nowhere") + "/" + name})
		k.do("get", "no namespace", request{method: "GET", path: k.resource.collection("") + "/" + name})
	}
	for _, method := range []string{"HEAD", "OPTIONS", "POST", "TRACE", "BOGUS"} {
		k.do("verb", method, request{method: method, path: one})
	}
	for _, method := range []string{"PUT", "PATCH", "OPTIONS", "HEAD"} {
		k.do("verb", method+" of the collection", request{method: method, path: k.path(), contentType: jsonType, body: "{}"})
	}
}

func (k *kindRun) lists() {
	mine := k.path()
	if !k.resource.namespaced { // others have their own at start; the first example's name finds ours
		mine += "?fieldSelector=metadata.name%3D" + nameOf(k.examples[0])
	} else {
		mine += "?"
	}
	for _, accept := range []string{"", asTable, asList, asTable + "," + jsonType, asPartial} {
		k.do("list", "Accept "+accept, request{method: "GET", path: mine, accept: accept})
	}
	for _, query := range []string{"limit=1", "labelSelector=none%3Dx", "labelSelector=%21none", "labelSelector=a%20in%20%28b", "labelSelector=-bad%3Dx", "labelSelector=a%3Db%3Dc",
		"labelSelector=a%20in%20%28x,y%29,b%20notin%20%28z%29,c", "labelSelector=a%3E5", "limit=-1", "limit=x", "limit=99999999999999999999", "continue=bogus", "resourceVersion=0", "resourceVersion=x",
		"resourceVersion=-1", "resourceVersionMatch=Exact", "resourceVersion=0&resourceVersionMatch=Exact", "resourceVersion=1&resourceVersionMatch=Bogus",
		"resourceVersion=0&resourceVersionMatch=NotOlderThan", "timeoutSeconds=x", "bogus=1", "sendInitialEvents=true", "allowWatchBookmarks=x", "pretty=1"} {
		k.do("list", "?"+query, request{method: "GET", path: mine + "&" + query})
	}
	for _, selector := range []string{"metadata.name%3Dnone", "metadata.bogus%3Dx", "spec.nodeName%3Dx", "metadata.name", "metadata.name%3D%3Dx,", "status.phase%21%3Dx", "metadata.name%20in%20%28x%29", "type%3Dx"} {
		k.do("list", "fieldSelector "+selector, request{method: "GET", path: k.path() + "?fieldSelector=" + selector})
	}
	if k.resource.namespaced {
		k.do("list", "another namespace", request{method: "GET", path: k.resource.collection("nowhere")})
		k.do("list", "all namespaces", request{method: "GET", path: k.resource.collection("") + "?fieldSelector=metadata.namespace%3D" + namespace})
		k.do("list", "a bad namespace", request{method: "GET", path: k.resource.collection("Bad_One")})
	}
	k.do("table", "an empty list", request{method: "GET", path: k.path() + "?labelSelector=none%3Dx", accept: asTable})
}

// watch compares the transcript of a second in which an object is changed and deleted (before it starts).
func (k *kindRun) watch(o object) {
	if !k.resource.can("watch") {
		return
	}
	watched := k.path() + "?watch=1&timeoutSeconds=1&fieldSelector=metadata.name%3D" + nameOf(o)
	k.do("watch", "from now", request{method: "GET", path: watched})
	k.do("watch", "as tables", request{method: "GET", path: watched, accept: asTable})
	k.do("watch", "metadata only", request{method: "GET", path: watched + "&resourceVersion=0", accept: asPartial})
	if k.resource.name != "configmaps" { // what follows has little to do with the kind, and takes a second each
		return
	}
	k.do("list", "a version to come", request{method: "GET", path: k.path() + "?resourceVersion=999999999&timeoutSeconds=1"})
	k.do("list", "watch=x", request{method: "GET", path: k.path() + "?watch=x&timeoutSeconds=1"})
	for _, query := range []string{"resourceVersion=x", "resourceVersion=999999999", "sendInitialEvents=true", "sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true",
		"resourceVersionMatch=Exact", "fieldSelector=metadata.bogus%3Dx", "labelSelector=a%3Db%3Dc", "limit=1", "continue=x"} {
		k.do("watch", query, request{method: "GET", path: k.path() + "?watch=1&timeoutSeconds=1&" + query + fieldOnce(query, nameOf(o))})
	}
	k.do("watch", "an old-style path", request{method: "GET", path: strings.Replace(strings.Replace(k.path(), "/"+k.resource.version+"/", "/"+k.resource.version+"/watch/", 1), "//", "/", 1) + "/" + nameOf(o) + "?timeoutSeconds=1"})
	k.do("watch", "of one object by its path", request{method: "GET", path: k.path() + "/" + nameOf(o) + "?watch=1&timeoutSeconds=1"})
}

func fieldOnce(query, name string) string {
	if strings.Contains(query, "fieldSelector") {
		return ""
	}
	return fmt.Sprintf("&fieldSelector=metadata.name%%3D%s", name)
}
