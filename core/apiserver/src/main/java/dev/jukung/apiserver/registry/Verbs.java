package dev.jukung.apiserver.registry;

import dev.jukung.runtime.ApiClient.Patch;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All verbs on objects, for the HTTP layer and for the client inside the process alike. Thread-safe. */
public final class Verbs {
    private final Reader reader;
    private final Writer writer;
    private final Patcher patcher;
    private final Deleter deleter;
    private final Scaling scaling;

    public Verbs(Reader reader, Writer writer) {
        this.reader = reader;
        this.writer = writer;
        patcher = new Patcher(writer);
        deleter = new Deleter(writer, writer.clock());
        scaling = new Scaling(reader, writer);
    }

    public StoredObject get(Call call) {
        return reader.get(call.kind(), call.key());
    }

    public Reader reader() {
        return reader;
    }

    public Writer writer() {
        return writer;
    }

    public Scaling scaling() {
        return scaling;
    }

    /** POST to the collection. @param strictErrors what the reader of the object's text had to object */
    public StoredObject create(Call call, ObjectValue object, List<String> strictErrors) throws InterruptedException {
        return writer.create(call, object, strictErrors);
    }

    /** What a client has written, as an object of its kind, of which nothing is stored. */
    public ObjectValue decoded(Call call, ObjectValue given, List<String> strictErrors) {
        return WrittenObjects.written(call.kind(), writer.objects().decode(call, given, strictErrors));
    }

    /** PUT of the object, its status or a part of it. @param strictErrors as for {@link #create} */
    public StoredObject update(Call call, ObjectValue object, List<String> strictErrors) throws InterruptedException {
        ObjectValue decoded =
                OwnerReferences.distinct(call, writer.objects().decode(call, object, strictErrors), false);
        UpdateRules.checkName(call, decoded);
        boolean creates = call.subresource().isEmpty() && UpdateModes.creates(call.kind());
        return writer.update(
                call,
                current -> {
                    UpdateRules.checkUid(call, decoded, current);
                    return decoded;
                },
                creates);
    }

    public StoredObject patch(Call call, Patch patch, List<String> strictErrors) throws InterruptedException {
        return patcher.patch(call, patch, strictErrors);
    }

    /** Changes an object as the server itself decides, under the same rules. */
    public StoredObject change(Call call, Writer.ObjectChange change) throws InterruptedException {
        return writer.update(call, change, false);
    }

    public Deleter.Deletion delete(Call call, ObjectValue options) throws InterruptedException {
        return deleter.delete(call, options);
    }

    /** Deletes what is selected, one by one; what vanished meanwhile does not count. Returns what was selected. */
    public Reader.Page deleteCollection(Call call, Reader.ListRequest request, ObjectValue options)
            throws InterruptedException {
        Deleter.checkOptions(options);
        Reader.Page page = reader.list(call.kind(), request);
        List<StoredObject> deleted = new ArrayList<>();
        for (StoredObject object : page.items()) {
            ObjectValue metadata = object.tree().object("metadata");
            Call one = new Call(
                    call.user(),
                    call.kind(),
                    metadata.text("namespace", ""),
                    metadata.text("name", ""),
                    "",
                    call.rules(),
                    call.warnings());
            try {
                delete(one, options);
                deleted.add(object);
            } catch (ApiException e) {
                if (!e.is(Reason.NOT_FOUND)) {
                    throw e;
                }
            }
        }
        return new Reader.Page(deleted, page.revision(), page.continueToken(), page.remaining());
    }

    /** POST to a subresource that acts: binding, eviction, token. */
    public ObjectValue act(Call call, Subresource.Action action, ObjectValue body) throws InterruptedException {
        writer.admission().prepare(call);
        Admission.Review review = review(call, Admission.Operation.CREATE, body);
        ObjectValue admitted = writer.admission().mutate(review);
        writer.admission().validate(review.with(admitted));
        return action.action().perform(this, call, admitted);
    }

    /** Asks admission whether a connection may be made. @param options as an object, such as PodExecOptions */
    public void admitConnection(Call call, ObjectValue options) throws InterruptedException {
        Admission.Review review = review(call, Admission.Operation.CONNECT, options);
        writer.admission().validate(review.with(writer.admission().mutate(review)));
    }

    private Admission.Review review(Call call, Admission.Operation operation, ObjectValue object) {
        Admission.Request request = Admission.Request.of(operation, call, writer.clock());
        return new Admission.Review(call, operation, object, Optional.empty(), writer.context(call), request);
    }

    /** {@link #delete} of what admission has seen in another form. */
    public Deleter.Deletion deleteAdmitted(Call call, ObjectValue options) throws InterruptedException {
        return deleter.deleteAdmitted(call, options);
    }
}
