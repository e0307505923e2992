package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"sigs.k8s.io/yaml"
)

// object is a JSON object that can be changed.
type object = map[string]any

// readObjects gives the valid objects of all files of the folder, in order, by apiVersion and kind.
func readObjects(folder string) (map[string][]object, error) {
	files, err := filepath.Glob(filepath.Join(folder, "*.yaml"))
	if err != nil || len(files) == 0 {
		return nil, fmt.Errorf("no objects in %s", folder)
	}
	found := map[string][]object{}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		for _, document := range bytes.Split(content, []byte("\n---\n")) {
			var o object
			if err := yaml.Unmarshal(document, &o); err != nil {
				return nil, fmt.Errorf("%s: %w", file, err)
			}
			key := fmt.Sprint(o["apiVersion"], " ", o["kind"])
			found[key] = append(found[key], o)
		}
	}
	return found, nil
}

func text(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // made of JSON
	}
	return string(b)
}

func clone[T any](v T) T {
	var c T
	d := json.NewDecoder(bytes.NewReader([]byte(text(v))))
	d.UseNumber()
	if err := d.Decode(&c); err != nil {
		panic(err)
	}
	return c
}

func decode(body []byte) object {
	var o object
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	if d.Decode(&o) != nil {
		return nil
	}
	return o
}

func metadata(o object) object {
	m, _ := o["metadata"].(object)
	if m == nil {
		m = object{}
		o["metadata"] = m
	}
	return m
}

func nameOf(o object) string {
	name, _ := metadata(o)["name"].(string)
	return name
}

// step is a field name or an index of an array.
type step any

// set gives a copy with a value at a path; a nil value with remove takes it out. False when the path is not there.
func set(o object, path []step, value any, remove bool) (object, bool) {
	c := clone(o)
	var at any = c
	for _, s := range path[:len(path)-1] {
		switch p := s.(type) {
		case string:
			m, ok := at.(object)
			if !ok {
				return nil, false
			}
			if at, ok = m[p]; !ok {
				return nil, false
			}
		case int:
			l, ok := at.([]any)
			if !ok || p >= len(l) {
				return nil, false
			}
			at = l[p]
		}
	}
	switch p := path[len(path)-1].(type) {
	case string:
		m, ok := at.(object)
		if !ok {
			return nil, false
		}
		if remove {
			delete(m, p)
		} else {
			m[p] = value
		}
	case int:
		l, ok := at.([]any)
		if !ok || p >= len(l) {
			return nil, false
		}
		l[p] = value
	}
	return c, true
}

func pathText(path []step) string {
	var b bytes.Buffer
	for _, s := range path {
		switch p := s.(type) {
		case string:
			fmt.Fprintf(&b, ".%s", p)
		case int:
			fmt.Fprintf(&b, "[%d]", p)
		}
	}
	return b.String()
}
