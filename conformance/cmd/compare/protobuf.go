package main

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"strings"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/client/clientset/clientset/scheme"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	gvk "k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/runtime/serializer/protobuf"
	builtin "k8s.io/client-go/kubernetes/scheme"
	aggregator "k8s.io/kube-aggregator/pkg/client/clientset_generated/clientset/scheme"
	"sigs.k8s.io/yaml"
)

const protobufType = "application/vnd.kubernetes.protobuf"

// protobufs reads and writes the protobuf form of what client-go knows.
type protobufs struct {
	scheme     *runtime.Scheme
	serializer *protobuf.Serializer
}

func newProtobufs() (*protobufs, error) {
	known := runtime.NewScheme()
	for _, add := range []func(*runtime.Scheme) error{builtin.AddToScheme, apiextensions.AddToScheme, aggregator.AddToScheme, metav1.AddMetaToScheme} {
		if err := add(known); err != nil {
			return nil, err
		}
	}
	metav1.AddToGroupVersion(known, gvk.GroupVersion{Version: "v1"})
	return &protobufs{known, protobuf.NewSerializer(known, known)}, nil
}

// of gives the protobuf form of an object; false where there is none.
func (p *protobufs) of(o object) (string, bool) {
	kind, _ := o["kind"].(string)
	apiVersion, _ := o["apiVersion"].(string)
	typed, err := p.scheme.New(gvk.FromAPIVersionAndKind(apiVersion, kind))
	if err != nil || json.Unmarshal([]byte(text(o)), typed) != nil {
		return "", false
	}
	var b bytes.Buffer
	if p.serializer.Encode(typed, &b) != nil {
		return "", false
	}
	return b.String(), true
}

// json gives what a body says as JSON: one object, or the events of a watch, a line each.
func (p *protobufs) json(body []byte) ([]byte, error) {
	if bytes.HasPrefix(body, []byte("k8s\x00")) {
		return p.decoded(body)
	}
	var lines bytes.Buffer
	for len(body) > 0 {
		if len(body) < 4 || int(binary.BigEndian.Uint32(body)) > len(body)-4 {
			return nil, fmt.Errorf("a broken frame of %d bytes", len(body))
		}
		end := 4 + int(binary.BigEndian.Uint32(body))
		var event metav1.WatchEvent
		if err := event.Unmarshal(body[4:end]); err != nil { // frames have no beginning that says what they are
			return nil, err
		}
		inner, err := p.decoded(event.Object.Raw)
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&lines, "{\"type\":%q,\"object\":%s}\n", event.Type, bytes.TrimSpace(inner))
		body = body[end:]
	}
	return lines.Bytes(), nil
}

func (p *protobufs) decoded(body []byte) ([]byte, error) {
	o, kind, err := p.serializer.Decode(body, nil, nil)
	if err != nil {
		return nil, err
	}
	o.GetObjectKind().SetGroupVersionKind(*kind)
	return json.Marshal(o)
}

// readable turns answers in protobuf into JSON.
func (p *protobufs) readable(a answer) (answer, error) {
	if !strings.HasPrefix(a.headers.Get("Content-Type"), protobufType) {
		return a, nil
	}
	body, err := p.json(a.body)
	return answer{a.status, a.headers, body}, err
}

// protobuf sends and asks for protobuf. The object has to be there.
func (k *kindRun) protobuf(o object) {
	one := k.path() + "/" + nameOf(o)
	mine := k.path() + "?fieldSelector=metadata.name%3D" + nameOf(o)
	get := func(verb, name, path, accept string) {
		k.do(verb, name, request{method: "GET", path: path, accept: accept})
	}
	current := k.do("get", "before protobuf", request{method: "GET", path: one})
	get("get", "protobuf", one, protobufType)
	get("get", "protobuf or JSON", one, protobufType+","+jsonType)
	get("get", "metadata in protobuf", one, protobufType+";as=PartialObjectMetadata;v=v1;g=meta.k8s.io")
	get("get", "a table in protobuf", one, protobufType+";as=Table;v=v1;g=meta.k8s.io")
	get("get", "not there, in protobuf", k.path()+"/nothere", protobufType)
	get("list", "protobuf", mine, protobufType)
	get("list", "metadata in protobuf", mine, protobufType+";as=PartialObjectMetadataList;v=v1;g=meta.k8s.io")
	get("list", "a bad selector, in protobuf", k.path()+"?labelSelector=a%3Db%3Dc", protobufType)
	if k.resource.can("watch") {
		get("watch", "protobuf", mine+"&watch=1&timeoutSeconds=1", protobufType)
	}
	send := func(verb, name, method, path string, body both[string]) {
		make := func(b string) request {
			return request{method: method, path: path, contentType: protobufType, accept: protobufType, body: b}
		}
		k.doEach(k.resource.label(), verb, name, both[request]{make(body.reference), make(body.jukung)})
	}
	same := func(b string) both[string] { return both[string]{b, b} }
	if body, ok := k.session.protobufs.of(o); ok {
		send("create", "protobuf", "POST", k.path()+"?dryRun=All", same(body))
		send("create", "protobuf, half", "POST", k.path()+"?dryRun=All", same(body[:len(body)/2]))
		send("create", "protobuf without its beginning", "POST", k.path()+"?dryRun=All", same(body[4:]))
		send("update", "protobuf, half", "PUT", one+"?dryRun=All", same(body[:len(body)/2]))
	}
	send("create", "protobuf, nothing", "POST", k.path()+"?dryRun=All", same(""))
	send("create", "protobuf, only its beginning", "POST", k.path()+"?dryRun=All", same("k8s\x00"))
	if other, ok := k.session.protobufs.of(object{"apiVersion": "v1", "kind": "ComponentStatus", "metadata": object{"name": nameOf(o)}}); ok {
		send("create", "protobuf of another kind", "POST", k.path()+"?dryRun=All", same(other))
		send("update", "protobuf of another kind", "PUT", one+"?dryRun=All", same(other))
	}
	if saved, ok := k.bothProtobufs(current); ok {
		send("update", "protobuf", "PUT", one+"?dryRun=All", saved)
	}
	for _, options := range []object{{"dryRun": []any{"All"}}, {"dryRun": []any{"Bogus"}}, {"propagationPolicy": "Bogus"}, {"preconditions": object{"uid": "x"}}} {
		options["apiVersion"], options["kind"] = "v1", "DeleteOptions"
		if body, ok := k.session.protobufs.of(options); ok {
			send("delete", "protobuf "+text(options), "DELETE", one, same(body))
		}
	}
	send("delete", "protobuf of no form", "DELETE", one, same("k8s\x00\xff\xff"))
}

func (k *kindRun) bothProtobufs(saved both[answer]) (both[string], bool) {
	a, b := decode(saved.reference.body), decode(saved.jukung.body)
	if a == nil || b == nil {
		return both[string]{}, false
	}
	x, okA := k.session.protobufs.of(a)
	y, okB := k.session.protobufs.of(b)
	return both[string]{x, y}, okA && okB
}

// yaml sends YAML. The object has to be there.
func (k *kindRun) yaml(o object) {
	one := k.path() + "/" + nameOf(o)
	const yamlType = "application/yaml"
	body, err := yaml.Marshal(o)
	if err != nil {
		panic(err) // it came from YAML
	}
	k.do("update", "YAML", request{method: "PUT", path: one + "?dryRun=All", contentType: yamlType, accept: yamlType, body: string(body)})
	k.do("delete", "YAML", request{method: "DELETE", path: one, contentType: yamlType, accept: yamlType, body: "dryRun: [All]\n"})
	for _, wrong := range []string{"\ta: b", "a: [", "- a", "a: &x [*x]", "a: b\n---\na: c", "!!binary x", "kind: Other\napiVersion: v1", "metadata: [", "a: 1\na: 2", "\x00"} {
		k.do("create", "YAML "+wrong, request{method: "POST", path: k.path() + "?dryRun=All", contentType: yamlType, body: wrong})
		k.do("update", "YAML "+wrong, request{method: "PUT", path: one + "?dryRun=All", contentType: yamlType, body: wrong})
	}
	for _, wrong := range []string{"dryRun: [All", "- All", "dryRun: [All]\n\ta: b", "dryRun: All", "dryRun: [All]\npropagationPolicy: [x]", "kind: Other\napiVersion: v1", "dryRun: [Bogus]", "dryRun: [All]\nbogus: 1"} {
		k.do("delete", "YAML "+wrong, request{method: "DELETE", path: one, contentType: yamlType, body: wrong})
	}
}

// reviewBodies sends what is wrong whatever is reviewed.
func (k *kindRun) reviewBodies(o object) {
	for _, body := range []string{``, `{`, `[]`, `null`, `"x"`, `{"kind":"Other"}`, `{"apiVersion":"v9"}`, `{"metadata":"x"}`, `{"spec":"x"}`, `{"kind":5}`} {
		k.post("create", "body "+body, k.path(), body)
	}
	for _, query := range []string{"dryRun=Bogus", "dryRun=All", "fieldValidation=Strict", "fieldValidation=Bogus", "fieldManager=%01"} {
		k.post("create", "?"+query, k.path()+"?"+query, o)
	}
	for _, kind := range []string{"text/plain", "application/yaml", merge} {
		k.do("create", "content type "+kind, request{method: "POST", path: k.path(), contentType: kind, body: text(o)})
	}
	if body, ok := k.session.protobufs.of(o); ok {
		k.do("create", "protobuf", request{method: "POST", path: k.path(), contentType: protobufType, accept: protobufType, body: body})
	}
}
