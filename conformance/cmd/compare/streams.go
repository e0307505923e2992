package main

// streams sends what a server refuses before it asks a node or a workload. The object has to be there.
func (k *kindRun) streams(o object) {
	one := k.path() + "/" + nameOf(o)
	ask := func(name, query string) {
		for _, method := range []string{"GET", "POST"} {
			k.do(name, method+" "+query, request{method: method, path: one + "/" + name + query})
		}
	}
	for _, name := range sortedKeys(k.resource.subresources) {
		switch name {
		case "log":
			for _, query := range []string{"", "?container=nothere", "?container=Bad%20One!", "?tailLines=-1", "?tailLines=x", "?limitBytes=0", "?sinceSeconds=0", "?sinceSeconds=5&sinceTime=2026-01-01T00:00:00Z", "?sinceTime=x",
				"?stream=Bogus", "?stream=Stdout&tailLines=1", "?follow=x", "?previous=true", "?insecureSkipTLSVerifyBackend=true", "?dryRun=All", "?bogus=1"} {
				k.do(name, "GET "+query, request{method: "GET", path: one + "/" + name + query})
			}
		case "exec", "attach":
			for _, query := range []string{"", "?command=x", "?command=x&stdout=1", "?stdin=1", "?stdin=x&stdout=1", "?tty=1&stdout=1&stderr=1&command=x", "?container=nothere&stdout=1&command=x", "?stderr=1&command=", "?dryRun=All", "?bogus=1"} {
				ask(name, query)
			}
		case "portforward":
			for _, query := range []string{"", "?ports=80", "?ports=x", "?ports=-1", "?ports=70000", "?ports=80,81", "?dryRun=All", "?bogus=1"} {
				ask(name, query)
			}
		case "proxy":
			for _, method := range []string{"GET", "POST", "PUT", "DELETE", "PATCH"} {
				for _, of := range []string{nameOf(o), nameOf(o) + ":80", nameOf(o) + ":nothere", "http:" + nameOf(o) + ":80", "bogus:" + nameOf(o) + ":80", nameOf(o) + ":70000", nameOf(o) + ":0", "a:b:c:d", "compare-absent:80"} {
					for _, path := range []string{"", "/a/b?c=d"} {
						k.do(name, method+" "+of+path, request{method: method, path: k.path() + "/" + of + "/proxy" + path, contentType: merge})
					}
				}
			}
		}
	}
}

// The valid bodies of subresources that can only be created.
func (k *kindRun) actions(o object) {
	bodies := map[string]object{
		"binding":  {"apiVersion": "v1", "kind": "Binding", "metadata": object{"name": nameOf(o)}, "target": object{"apiVersion": "v1", "kind": "Node", "name": "compare-node"}},
		"eviction": {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": object{"name": nameOf(o)}, "deleteOptions": object{"gracePeriodSeconds": 5}},
		"token":    {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": object{"audiences": []any{"a"}, "expirationSeconds": 3600}},
	}
	for _, name := range sortedKeys(bodies) {
		if _, ok := k.resource.subresources[name]; ok {
			k.posted(name, k.path()+"/"+nameOf(o)+"/"+name, bodies[name])
		}
	}
}

// posted sends a body and every change of it, without storing it.
func (k *kindRun) posted(verb, path string, body object) {
	k.post(verb, "valid", path+"?dryRun=All", body)
	gvk := resource{kind: body["kind"].(string)}
	gvk.group, gvk.version = splitVersion(body["apiVersion"].(string))
	for _, m := range k.schemas.mutations(body, k.schemas.of(gvk)) {
		if changed, ok := set(body, m.path, m.value, m.remove); ok {
			k.post(verb, pathText(m.path)+" "+m.name, path+"?dryRun=All", changed)
		}
	}
	meta := func(field string, value any) {
		c := clone(body)
		metadata(c)[field] = value
		k.post(verb, "metadata."+field+" "+text(value), path+"?dryRun=All", c)
	}
	meta("name", "other")
	meta("namespace", "other")
	meta("uid", "11111111-1111-1111-1111-111111111111")
	meta("resourceVersion", "1")
	meta("labels", object{"-a": "b"})
}

// bindings binds Pods by the kind that can only be created.
func (k *kindRun) bindings() {
	pod := object{"apiVersion": "v1", "kind": "Pod", "metadata": object{"name": "compare-bound"}, "spec": object{"containers": []any{object{"name": "c", "image": "i"}}}}
	pods := "/api/v1/namespaces/" + namespace + "/pods"
	k.post("create", "the Pod", pods, pod)
	body := object{"apiVersion": "v1", "kind": "Binding", "metadata": object{"name": "compare-bound"}, "target": object{"apiVersion": "v1", "kind": "Node", "name": "compare-node"}}
	k.posted("create", k.path(), body)
	k.refusals(body)
	k.post("create", "stored", k.path(), body)
	k.post("create", "again", k.path(), body)
	k.do("delete", "the Pod", request{method: "DELETE", path: pods + "/compare-bound?gracePeriodSeconds=0"})
}
