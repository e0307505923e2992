package dev.jukung.apiserver.encryption;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import org.bouncycastle.crypto.engines.XSalsa20Engine;
import org.bouncycastle.crypto.macs.Poly1305;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;

/** XSalsa20 and Poly1305, as NaCl's secretbox puts them together: nonce, tag, text. */
record SecretBox(String prefix, byte[] key) implements Provider {
    private static final int NONCE = 24;
    private static final int TAG = 16;
    private static final int SUBKEY = 32;

    static Provider of(String name, byte[] key) {
        return new SecretBox("k8s:enc:secretbox:v1:" + name + ":", key);
    }

    @Override
    public byte[] seal(byte[] context, byte[] value) {
        byte[] nonce = Aes.random(NONCE);
        XSalsa20Engine stream = stream(nonce);
        KeyParameter subkey = subkey(stream);
        byte[] text = new byte[value.length];
        stream.processBytes(value, 0, value.length, text, 0);
        return Aes.joined(nonce, Aes.joined(tag(subkey, text, 0), text));
    }

    @Override
    public byte[] open(byte[] context, byte[] sealed) throws GeneralSecurityException {
        Aes.requireLonger(sealed, NONCE + TAG);
        XSalsa20Engine stream = stream(Arrays.copyOf(sealed, NONCE));
        byte[] expected = tag(subkey(stream), sealed, NONCE + TAG);
        if (!MessageDigest.isEqual(expected, Arrays.copyOfRange(sealed, NONCE, NONCE + TAG))) {
            throw new GeneralSecurityException("decryption failed");
        }
        byte[] value = new byte[sealed.length - NONCE - TAG];
        stream.processBytes(sealed, NONCE + TAG, value.length, value, 0);
        return value;
    }

    private XSalsa20Engine stream(byte[] nonce) {
        XSalsa20Engine stream = new XSalsa20Engine();
        stream.init(true, new ParametersWithIV(new KeyParameter(key), nonce));
        return stream;
    }

    /** The first bytes of the stream are the key of the tag. */
    private static KeyParameter subkey(XSalsa20Engine stream) {
        byte[] subkey = new byte[SUBKEY];
        stream.processBytes(new byte[SUBKEY], 0, SUBKEY, subkey, 0);
        return new KeyParameter(subkey);
    }

    private static byte[] tag(KeyParameter subkey, byte[] text, int from) {
        Poly1305 poly = new Poly1305();
        poly.init(subkey);
        poly.update(text, from, text.length - from);
        byte[] tag = new byte[TAG];
        poly.doFinal(tag, 0);
        return tag;
    }
}
