package main

import (
	"encoding/json"
	"slices"
	"strings"
)

// mutation is a change of one field of a valid object.
type mutation struct {
	path   []step
	name   string
	value  any
	remove bool
}

var long = strings.Repeat("a", 300)

// mutations gives changes of every field of the object, and of those that the schema has and the object has not.
func (s schemas) mutations(o object, of *schema) []mutation {
	var found []mutation
	for _, key := range keysOf(o) {
		if key == "apiVersion" || key == "kind" || key == "status" {
			continue
		}
		if key == "metadata" {
			continue // the same for all kinds: see the invalid bodies
		}
		found = append(found, s.mutationsAt([]step{key}, o[key], property(s.resolve(of), key))...)
	}
	return append(found, s.absent(nil, o, s.resolve(of), []string{"apiVersion", "kind", "metadata", "status"})...)
}

func keysOf(o object) []string {
	var keys []string
	for key := range o {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

func property(of *schema, name string) *schema {
	if of == nil {
		return nil
	}
	if found := of.Properties[name]; found != nil {
		return found
	}
	return of.AdditionalProperties
}

func (s schemas) mutationsAt(path []step, value any, of *schema) []mutation {
	of = s.resolve(of)
	found := []mutation{{path, "removed", nil, true}, {path, "null", nil, false}}
	add := func(name string, value any) { found = append(found, mutation{path, name, value, false}) }
	switch v := value.(type) {
	case string:
		add("a number", 5)
		add("empty", "")
		add("bad", "Bad_Value!")
		add("long", long)
	case json.Number, float64:
		add("a text", "x")
		add("negative", -1)
		add("zero", 0)
		add("huge", 99999999999)
		add("a fraction", json.Number("1.5"))
	case bool:
		add("a text", "x")
		add("turned", !v)
	case object:
		add("a text", "x")
		add("an array", []any{})
		add("empty", object{})
		more := clone(v)
		more["bogus"] = "x"
		add("an unknown field", more)
		for _, key := range keysOf(v) {
			found = append(found, s.mutationsAt(append(slices.Clone(path), key), v[key], property(of, key))...)
		}
		found = append(found, s.absent(path, v, of, nil)...)
	case []any:
		add("a text", "x")
		add("empty", []any{})
		if len(v) > 0 {
			add("the first twice", append([]any{v[0]}, v...))
		}
		add("an empty item", append(slices.Clone(v), s.empty(of)))
		for i := range v[:min(2, len(v))] {
			found = append(found, s.mutationsAt(append(slices.Clone(path), i), v[i], items(of))...)
		}
	}
	return found
}

func items(of *schema) *schema {
	if of == nil {
		return nil
	}
	return of.Items
}

// empty is the emptiest item of an array.
func (s schemas) empty(of *schema) any {
	if item := s.resolve(items(of)); item != nil && item.Type != "object" {
		return ""
	}
	return object{}
}

// absent gives values for the fields that the object does not have.
func (s schemas) absent(path []step, o object, of *schema, without []string) []mutation {
	if of == nil {
		return nil
	}
	var found []mutation
	for _, key := range sortedKeys(of.Properties) {
		if _, ok := o[key]; ok || slices.Contains(without, key) {
			continue
		}
		at := append(slices.Clone(path), step(key))
		add := func(value any) { found = append(found, mutation{at, "set to " + text(value), value, false}) }
		switch p := s.resolve(of.Properties[key]); {
		case p == nil:
		case p.Type == "string" && p.Format == "int-or-string":
			add(1)
			add("50%")
			add("x!")
		case p.Type == "string":
			add("x")
			add("Bad_Value!")
			add(5)
		case p.Type == "integer" || p.Type == "number":
			add(1)
			add(-1)
			add("x")
		case p.Type == "boolean":
			add(true)
			add("x")
		case p.Type == "array":
			add([]any{s.empty(p)})
			add("x")
		default:
			add(object{})
			if p.AdditionalProperties != nil {
				add(object{"Bad Key!": "x"})
			}
			add("x")
		}
	}
	return found
}

// updates gives changes of what is there to something as valid: what must not change is refused then.
func updates(path []step, value any) []mutation {
	var found []mutation
	if len(path) > 0 {
		found = append(found, mutation{path, "removed", nil, true})
	}
	add := func(name string, value any) { found = append(found, mutation{path, name, value, false}) }
	switch v := value.(type) {
	case string:
		add("another text", v+"x")
	case json.Number:
		if n, err := v.Int64(); err == nil {
			add("one more", n+1)
		}
	case bool:
		add("turned", !v)
	case object:
		for _, key := range keysOf(v) {
			found = append(found, updates(append(slices.Clone(path), key), v[key])...)
		}
	case []any:
		for i := range v[:min(2, len(v))] {
			found = append(found, updates(append(slices.Clone(path), i), v[i])...)
		}
	}
	return found
}
