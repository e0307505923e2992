package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// resource is one kind under one version, as the reference serves it.
type resource struct {
	group, version, name, kind string
	namespaced                 bool
	verbs                      []string
	subresources               map[string][]string // name to verbs
}

func (r resource) apiVersion() string {
	if r.group == "" {
		return r.version
	}
	return r.group + "/" + r.version
}

// label is how reports call it.
func (r resource) label() string {
	return strings.TrimSuffix(r.name+"."+r.version+"."+r.group, ".")
}

func (r resource) collection(namespace string) string {
	base := "/apis/" + r.group + "/" + r.version
	if r.group == "" {
		base = "/api/" + r.version
	}
	if r.namespaced && namespace != "" {
		return base + "/namespaces/" + namespace + "/" + r.name
	}
	return base + "/" + r.name
}

func (r resource) can(verb string) bool { return slices.Contains(r.verbs, verb) }

const aggregated = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"

func discover(s *server) ([]resource, error) {
	var found []resource
	for _, path := range []string{"/api", "/apis"} {
		a, err := s.send(request{method: "GET", path: path, accept: aggregated})
		if err != nil {
			return nil, err
		}
		var document struct {
			Items []struct {
				Metadata struct{ Name string }
				Versions []struct {
					Version   string
					Resources []struct {
						Resource, Scope string
						ResponseKind    struct{ Kind string }
						Verbs           []string
						Subresources    []struct {
							Subresource string
							Verbs       []string
						}
					}
				}
			}
		}
		if err := json.Unmarshal(a.body, &document); err != nil {
			return nil, fmt.Errorf("discovery of %s: %w", s.name, err)
		}
		for _, group := range document.Items {
			for _, version := range group.Versions {
				for _, r := range version.Resources {
					made := resource{group.Metadata.Name, version.Version, r.Resource, r.ResponseKind.Kind, r.Scope == "Namespaced", r.Verbs, map[string][]string{}}
					for _, sub := range r.Subresources {
						made.subresources[sub.Subresource] = sub.Verbs
					}
					found = append(found, made)
				}
			}
		}
	}
	return found, nil
}

// splitVersion gives group and version of an apiVersion.
func splitVersion(apiVersion string) (group, version string) {
	if group, version, ok := strings.Cut(apiVersion, "/"); ok {
		return group, version
	}
	return "", apiVersion
}
