package main

import (
	"regexp"
	"slices"
	"strings"
	"time"
)

var (
	uid        = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)
	moment     = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$`)
	digits     = regexp.MustCompile(`^[1-9]\d*$`)
	address    = regexp.MustCompile(`^10\.96\.\d+\.\d+$`)
	anyAddress = regexp.MustCompile(`\d+\.\d+\.\d+\.\d+:\d+`)
	age        = regexp.MustCompile(`^\d{1,3}s$`)
	volume     = regexp.MustCompile(`kube-api-access-[a-z0-9]{5}`)
	generated  = regexp.MustCompile(`\b(gen-|Bad_)[a-z0-9]{5}\b`)
	// Where the scheme was made follows from how the program was built: from modules, the file of the module.
	scheme   = regexp.MustCompile(`in scheme \\*"[a-z/]+\.go:\d+`)
	version  = regexp.MustCompile(`(resource version: |resourceVersion: |ResourceVersion in precondition: |ResourceVersion in object meta: |ResourceVersion in record \(|resourceVersion\\*":\\*"|Too large resource version: \d+, current: )\d+`)
	embedded = regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ`)
	verdict  = regexp.MustCompile(`\b1?\d:\d\d(AM|PM)\b`)
)

// normalise makes equal what differs by nature, in place. The name is that of the field that holds n.
func (n *node) normalise(name, server string) {
	switch n.kind {
	case 'o':
		for _, key := range n.keys {
			n.fields[key].normalise(key, server)
		}
	case 'a':
		if name == "managedFields" { // by time, which may or may not be the same second
			slices.SortStableFunc(n.items, func(a, b *node) int { return strings.Compare(managerKey(a), managerKey(b)) })
		}
		for _, item := range n.items {
			item.normalise(name, server)
		}
	case 's':
		n.text = normaliseText(name, n.text, server)
	case 'n':
		if (name == "nodePort" || name == "healthCheckNodePort") && n.text != "0" {
			n.text = "<port>"
		}
	}
}

func managerKey(n *node) string {
	return n.value("operation") + " " + n.value("manager") + " " + n.value("subresource") + " " + n.value("apiVersion")
}

func normaliseText(name, text, server string) string {
	switch {
	case name == "resourceVersion" && digits.MatchString(text):
		return "<version>"
	case name == "continue" && text != "":
		return "<continue>"
	case (name == "clusterIP" || name == "clusterIPs") && address.MatchString(text) && text != "10.96.0.1":
		return "<ip>"
	case name == "cells" && age.MatchString(text): // a second may begin between two answers
		return "<age>"
	case name == "cells" && address.MatchString(text) && text != "10.96.0.1":
		return "<ip>"
	case (name == "kid" || name == "x" || name == "y") && len(text) > 40: // of keys that each server made for itself
		return "<key>"
	case name == "serverAddress" || name == "jwks_uri":
		return anyAddress.ReplaceAllString(text, "<server>")
	case name == "token" && strings.Count(text, ".") == 2 && len(text) > 200:
		return "<token>"
	case moment.MatchString(text):
		return normaliseMoment(text)
	}
	text = uid.ReplaceAllString(text, "<uid>")
	text = volume.ReplaceAllString(text, "kube-api-access-<suffix>")
	text = generated.ReplaceAllString(text, "$1<suffix>")
	text = embedded.ReplaceAllStringFunc(text, normaliseMoment)
	text = scheme.ReplaceAllString(text, "in scheme <scheme>")
	text = version.ReplaceAllString(text, "$1<version>")
	return strings.ReplaceAll(text, server, "<server>")
}

// normaliseMoment hides what is now; times that a request brought stay.
func normaliseMoment(text string) string {
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil || time.Since(t).Abs() > 2*time.Hour {
		return text
	}
	if strings.Contains(text, ".") {
		return "<now with fraction>"
	}
	return "<now>"
}
