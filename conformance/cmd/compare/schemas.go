package main

import (
	"encoding/json"
	"strings"
)

// schemas are the definitions of the reference's OpenAPI document.
type schemas map[string]*schema

type schema struct {
	Ref                  string                                  `json:"$ref"`
	Type                 string                                  `json:"type"`
	Format               string                                  `json:"format"`
	Properties           map[string]*schema                      `json:"properties"`
	Items                *schema                                 `json:"items"`
	AdditionalProperties *schema                                 `json:"additionalProperties"`
	Kinds                []struct{ Group, Version, Kind string } `json:"x-kubernetes-group-version-kind"`
}

func readSchemas(s *server) (schemas, error) {
	a, err := s.send(request{method: "GET", path: "/openapi/v2", accept: "application/json"})
	if err != nil {
		return nil, err
	}
	var document struct{ Definitions schemas }
	err = json.Unmarshal(a.body, &document)
	return document.Definitions, err
}

func (s schemas) of(r resource) *schema {
	for _, candidate := range s {
		for _, k := range candidate.Kinds {
			if k.Group == r.group && k.Version == r.version && k.Kind == r.kind && len(candidate.Kinds) == 1 {
				return candidate
			}
		}
	}
	return nil
}

func (s schemas) resolve(of *schema) *schema {
	for of != nil && of.Ref != "" {
		of = s[strings.TrimPrefix(of.Ref, "#/definitions/")]
	}
	return of
}
