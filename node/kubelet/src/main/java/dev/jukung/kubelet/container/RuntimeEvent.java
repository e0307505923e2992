package dev.jukung.kubelet.container;

/** Something happened in the runtime; the status has the details. */
public sealed interface RuntimeEvent {
    /** A container, or a sandbox with this id, started to run. */
    record Started(String id) implements RuntimeEvent {}

    /** The main process of a container, or of a sandbox with this id, ended. */
    record Ended(String id) implements RuntimeEvent {}

    /** The kernel killed a process of the container because its memory was used up. */
    record OutOfMemory(String id) implements RuntimeEvent {}

    /** Events may have been lost, for example because the runtime was restarted. */
    record Missed() implements RuntimeEvent {}
}
