package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// node is JSON that has kept the order of its fields.
type node struct {
	kind   byte // 'o', 'a', 's' for a text, 'n' for other scalars
	keys   []string
	fields map[string]*node
	items  []*node
	text   string
}

func parse(body []byte) (*node, error) {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	n, err := read(d)
	if err != nil {
		return nil, err
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, fmt.Errorf("more than one value")
	}
	return n, nil
}

func read(d *json.Decoder) (*node, error) {
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch t := token.(type) {
	case json.Delim:
		if t == '{' {
			return readObject(d)
		}
		return readArray(d)
	case string:
		return &node{kind: 's', text: t}, nil
	default:
		return &node{kind: 'n', text: fmt.Sprint(t)}, nil
	}
}

func readObject(d *json.Decoder) (*node, error) {
	n := &node{kind: 'o', fields: map[string]*node{}}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return nil, err
		}
		value, err := read(d)
		if err != nil {
			return nil, err
		}
		n.keys = append(n.keys, key.(string))
		n.fields[key.(string)] = value
	}
	_, err := d.Token()
	return n, err
}

func readArray(d *json.Decoder) (*node, error) {
	n := &node{kind: 'a'}
	for d.More() {
		item, err := read(d)
		if err != nil {
			return nil, err
		}
		n.items = append(n.items, item)
	}
	_, err := d.Token()
	return n, err
}

// at follows field names; an absent one gives nil.
func (n *node) at(path ...string) *node {
	for _, name := range path {
		if n == nil || n.kind != 'o' {
			return nil
		}
		n = n.fields[name]
	}
	return n
}

func (n *node) value(path ...string) string {
	if found := n.at(path...); found != nil {
		return found.text
	}
	return ""
}

// String is for people: shortened JSON.
func (n *node) String() string {
	if n == nil {
		return "(absent)"
	}
	switch n.kind {
	case 'o':
		var parts []string
		for _, key := range n.keys {
			parts = append(parts, key+": "+n.fields[key].String())
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case 'a':
		var parts []string
		for _, item := range n.items {
			parts = append(parts, item.String())
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case 's':
		return fmt.Sprintf("%q", n.text)
	default:
		return n.text
	}
}
