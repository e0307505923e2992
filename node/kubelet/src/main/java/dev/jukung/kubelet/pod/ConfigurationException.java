package dev.jukung.kubelet.pod;

/** A container cannot be made as its spec asks for; the message is what users see (CreateContainerConfigError). */
final class ConfigurationException extends Exception {
    ConfigurationException(String message) {
        super(message);
    }
}
