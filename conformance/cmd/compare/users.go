package main

import (
	"fmt"
	"net/url"
	"strings"
)

// Who sends a request, if not the administrator.
const (
	nobody    = "nobody"    // a certificate without any rights
	account   = "account"   // the token of a ServiceAccount
	anonymous = "anonymous" // nothing that says who
	badToken  = "bad token"
)

// stranger is somebody who may not do what is asked, or who says wrongly who they are.
type stranger struct {
	name, as string
	headers  map[string]string
}

var strangers = []stranger{
	{"a user that may nothing", nobody, nil},
	{"a ServiceAccount", account, nil},
	{"anonymous", anonymous, nil},
	{"a bad token", badToken, nil},
	{"an impersonated user", "", map[string]string{"Impersonate-User": "u", "Impersonate-Group": "g", "Impersonate-Extra-a%2fb": "x"}},
	{"an impersonated ServiceAccount", "", map[string]string{"Impersonate-User": "system:serviceaccount:compare:default"}},
	{"an impersonated node", "", map[string]string{"Impersonate-User": "system:node:other", "Impersonate-Group": "system:nodes"}},
	{"impersonation without a user", "", map[string]string{"Impersonate-Group": "g"}},
	{"impersonation that is not allowed", nobody, map[string]string{"Impersonate-User": "admin", "Impersonate-Uid": "1"}},
}

// refusals sends each verb of the kind what is refused whatever the kind is: by strangers, and in forms that there are not.
// The object of that name has to be there.
func (k *kindRun) refusals(o object) {
	for _, verb := range verbsOf(k.resource.verbs, false) {
		k.refused(verb, verb, k.requestFor(verb, k.path(), nameOf(o), o))
	}
	for _, name := range sortedKeys(k.resource.subresources) {
		for _, verb := range verbsOf(k.resource.subresources[name], isStream(name)) {
			r := k.requestFor(verb, k.path(), nameOf(o)+"/"+name, o)
			if isStream(name) {
				r.path, _, _ = strings.Cut(r.path, "?") // no dryRun
			}
			k.refused(name, verb, r)
		}
	}
}

func isStream(name string) bool {
	for _, s := range streams {
		if s == name {
			return true
		}
	}
	return false
}

// requestFor is a plain request of a verb. It changes nothing.
func (k *kindRun) requestFor(verb, collection, name string, o object) request {
	one := collection + "/" + name
	patch := func(kind, body string) request {
		return request{method: "PATCH", path: one + "?dryRun=All&fieldManager=m", contentType: kind, body: body}
	}
	switch verb {
	case "get":
		return request{method: "GET", path: one}
	case "list":
		return request{method: "GET", path: collection + "?labelSelector=none%3Dx"}
	case "watch":
		return request{method: "GET", path: collection + "?watch=1&timeoutSeconds=1&labelSelector=none%3Dx"}
	case "create":
		if strings.Contains(name, "/") {
			return request{method: "POST", path: one + "?dryRun=All", contentType: jsonType, body: `{}`}
		}
		return request{method: "POST", path: collection + "?dryRun=All", contentType: jsonType, body: text(o)}
	case "update":
		return request{method: "PUT", path: one + "?dryRun=All", contentType: jsonType, body: text(o)}
	case "json patch":
		return patch(jsonPatch, `[]`)
	case "merge patch":
		return patch(merge, `{}`)
	case "strategic patch":
		return patch(strategic, `{}`)
	case "apply":
		if strings.HasSuffix(name, "/scale") {
			return patch(apply, text(object{"apiVersion": "autoscaling/v1", "kind": "Scale", "spec": object{"replicas": 1}}))
		}
		return patch(apply, text(object{"apiVersion": o["apiVersion"], "kind": o["kind"], "metadata": object{"name": nameOf(o)}}))
	case "delete":
		return request{method: "DELETE", path: one + "?dryRun=All"}
	default:
		return request{method: "DELETE", path: collection + "?dryRun=All&labelSelector=none%3Dx"}
	}
}

func (k *kindRun) refused(label, verb string, r request) {
	k.do(label, verb+", plainly", r)
	asMaster := r
	asMaster.headers = map[string]string{"Impersonate-User": "u", "Impersonate-Group": "system:masters"}
	k.do(label, verb+" as an administrator in another's name", asMaster)
	for _, who := range strangers {
		asked := r
		asked.as, asked.headers = who.as, who.headers
		k.do(label, verb+" by "+who.name, asked)
	}
	asked := r
	asked.accept = "application/json;as=Bogus;v=v1;g=meta.k8s.io"
	k.do(label, verb+", Accept "+asked.accept, asked)
	asked = r
	asked.path = strings.Replace(r.path, "/"+k.resource.version+"/", "/v99/", 1)
	k.do(label, verb+" of a version that is not there", asked)
	if named, query, ok := cutName(r.path, k.path()); ok {
		asked.path = k.path() + "/compare-absent" + named + query
		k.do(label, verb+" of what is not there", asked)
		asked.path = k.path() + "/" + url.PathEscape("Bad Name!") + named + query
		k.do(label, verb+" of a bad name", asked)
	}
	if k.resource.namespaced && !strings.HasPrefix(verb, "create") {
		asked.path = strings.Replace(r.path, "/namespaces/"+namespace+"/", "/namespaces/compare-nowhere/", 1)
		k.do(label, verb+" in a namespace that is not there", asked)
	}
}

// cutName gives what follows the name in the path of one object: a subresource, and the query.
func cutName(path, collection string) (after, query string, ok bool) {
	path, query, found := strings.Cut(path, "?")
	if found {
		query = "?" + query
	}
	rest, ok := strings.CutPrefix(path, collection+"/")
	if !ok {
		return "", query, false
	}
	if _, sub, found := strings.Cut(rest, "/"); found {
		after = "/" + sub
	}
	return after, query, true
}

// tokens gets each server's own token of the namespace's ServiceAccount.
func (s *session) tokens() error {
	for _, server := range []*server{s.servers.reference, s.servers.jukung} {
		a, err := server.send(request{method: "POST", path: "/api/v1/namespaces/" + namespace + "/serviceaccounts/default/token", contentType: jsonType, body: `{}`})
		if err != nil {
			return err
		}
		status, _ := decode(a.body)["status"].(object)
		token, _ := status["token"].(string)
		if token == "" {
			return fmt.Errorf("%s gives no token: %s", server.name, a.body)
		}
		server.token = token
	}
	return nil
}
