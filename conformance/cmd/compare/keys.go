package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"os"
	"path/filepath"
)

// writeTokenKeys makes the keys the reference signs ServiceAccount tokens with.
func (s *servers) writeTokenKeys() error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	secret, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		return err
	}
	public, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		return err
	}
	if err := s.writePem("sa.key", "EC PRIVATE KEY", secret); err != nil {
		return err
	}
	return s.writePem("sa.pub", "PUBLIC KEY", public)
}

func (s *servers) writePem(name, kind string, content []byte) error {
	return os.WriteFile(filepath.Join(s.folder, name), pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: content}), 0o600)
}
