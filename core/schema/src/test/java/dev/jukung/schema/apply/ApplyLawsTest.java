package dev.jukung.schema.apply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.schema.Decoder;
import dev.jukung.schema.Definitions;
import dev.jukung.schema.Schema;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** What holds for every apply, whatever the objects and whoever applied before. */
class ApplyLawsTest {
    private static final Instant NOW = Instant.EPOCH;
    private static final Schema SCHEMA = Definitions.customWithSpec("{\"type\":\"object\",\"properties\":{"
            + "\"a\":{\"type\":\"string\"},\"b\":{\"type\":\"integer\"},"
            + "\"map\":{\"type\":\"object\",\"additionalProperties\":{\"type\":\"string\"}},"
            + "\"set\":{\"type\":\"array\",\"x-kubernetes-list-type\":\"set\",\"items\":{\"type\":\"string\"}},"
            + "\"items\":{\"type\":\"array\",\"x-kubernetes-list-type\":\"map\",\"x-kubernetes-list-map-keys\":[\"name\"],"
            + "\"items\":{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\"},\"value\":{\"type\":\"string\"}}}},"
            + "\"whole\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}}}}");
    private static final FieldManager MANAGER = new FieldManager(
            new FieldManager.Kind("g/v1", "K", ""), SCHEMA, ObjectVersions.only("g/v1", SCHEMA), Map.of());
    /** What may be owned although it is not there: an object or list goes with its last member, whoever made it. */
    private static final FieldSet CONTAINERS =
            FieldSet.of(FieldSet.path("spec", "map"), FieldSet.path("spec", "set"), FieldSet.path("spec", "items"));

    /** One step in an object's life. */
    record Step(String manager, boolean applies, ObjectValue spec) {}

    private static ObjectValue object(ObjectValue spec) {
        return ObjectValue.of("apiVersion", "g/v1", "kind", "K", "metadata", ObjectValue.of("name", "o"), "spec", spec);
    }

    private static ObjectValue lived(List<Step> steps) {
        ObjectValue live = ObjectValue.EMPTY;
        for (Step step : steps) {
            live = step.applies()
                    ? MANAGER.apply(live, object(step.spec()), step.manager(), true, NOW)
                    : MANAGER.update(live, object(step.spec()), step.manager(), NOW);
        }
        return live;
    }

    @Property
    void applyingTheSameAgainChangesNothing(@ForAll("lives") List<Step> life, @ForAll("specs") ObjectValue spec) {
        ObjectValue once = MANAGER.apply(lived(life), object(spec), "me", true, NOW);

        assertThat(MANAGER.apply(once, object(spec), "me", false, NOW.plusSeconds(60)))
                .isEqualTo(once);
    }

    @Property
    void whatIsAppliedIsThereAndOwned(@ForAll("lives") List<Step> life, @ForAll("specs") ObjectValue spec) {
        ObjectValue applied = MANAGER.apply(lived(life), object(spec), "me", true, NOW);

        MergeType type = MergeType.of(SCHEMA);
        Comparison comparison = Comparison.of(type, object(spec), ManagedFields.without(applied));
        assertThat(comparison.modified()).isEqualTo(FieldSet.EMPTY);
        assertThat(comparison.removed()).isEqualTo(FieldSet.EMPTY);
        FieldSet identity =
                FieldSet.of(FieldSet.path("apiVersion"), FieldSet.path("kind"), FieldSet.path("metadata", "name"));
        FieldSet owned = OwnedFields.of(type, object(spec)).difference(identity);
        assertThat(entry(applied, "me").map(ManagedEntry::fields).orElse(FieldSet.EMPTY))
                .isEqualTo(owned);
    }

    @Property
    void nobodyOwnsWhatIsNotThere(@ForAll("lives") List<Step> life) {
        ObjectValue live = lived(life);

        FieldSet present = OwnedFields.of(MergeType.of(SCHEMA), ManagedFields.without(live))
                .withDeclaredFields(MergeType.of(SCHEMA));
        ManagedFields.read(ManagedFields.of(live)).forEach((key, entry) -> assertThat(
                        entry.fields().difference(present).difference(CONTAINERS))
                .as("%s of %s", key, live)
                .isEqualTo(FieldSet.EMPTY));
    }

    /** As kube-apiserver v1.36.3 leaves it: {@code f:data: {}} of a ConfigMap without data. */
    @Test
    void whoMadeAContainerOwnsItStillWhenOthersHaveTakenAndRemovedAllOfItsMembers() {
        ObjectValue live = lived(List.of(
                new Step("x", false, ObjectValue.of("map", ObjectValue.of("m", "1"))),
                new Step("y", true, ObjectValue.of("map", ObjectValue.of("k", "1", "m", "2"))),
                new Step("y", true, ObjectValue.of("a", "1"))));

        assertThat(live.object("spec")).isEqualTo(ObjectValue.of("a", "1"));
        ManagedEntry left = ManagedFields.read(ManagedFields.of(live)).get(ManagerKey.updater("x", "g/v1", ""));
        assertThat(left).isNotNull();
        assertThat(left.fields()).isEqualTo(FieldSet.of(FieldSet.path("spec"), FieldSet.path("spec", "map")));
    }

    @Property
    void applyingNothingRemovesExactlyWhatOnlyThisManagerHad(
            @ForAll("lives") List<Step> life, @ForAll("specs") ObjectValue spec) {
        ObjectValue before =
                lived(life.stream().filter(step -> !step.manager().equals("me")).toList());
        ObjectValue applied = MANAGER.apply(before, object(spec), "me", true, NOW);

        ObjectValue left = MANAGER.apply(applied, object(ObjectValue.EMPTY), "me", false, NOW);

        MergeType type = MergeType.of(SCHEMA);
        FieldSet gone = Comparison.of(type, ManagedFields.without(applied), ManagedFields.without(left))
                .removed();
        FieldSet others = FieldSet.EMPTY;
        for (Map.Entry<ManagerKey, ManagedEntry> entry :
                ManagedFields.read(ManagedFields.of(applied)).entrySet()) {
            others = entry.getKey().manager().equals("me")
                    ? others
                    : others.union(entry.getValue().fields());
        }
        // A container goes with its last member, whoever owns it.
        FieldSet containers = FieldSet.of(
                FieldSet.path("spec"),
                FieldSet.path("spec", "map"),
                FieldSet.path("spec", "set"),
                FieldSet.path("spec", "items"));
        assertThat(gone.intersection(others).difference(containers)).isEqualTo(FieldSet.EMPTY);
        // The manager may still own the empty spec; everything below it has to be gone from its set.
        FieldSet kept = entry(left, "me").map(ManagedEntry::fields).orElse(FieldSet.EMPTY);
        assertThat(kept.recursiveDifference(FieldSet.of(FieldSet.path("spec")))).isEqualTo(FieldSet.EMPTY);
        assertThat(kept.below(new PathElement.Field("spec"))).isEqualTo(FieldSet.EMPTY);
    }

    @Property
    void resultsAreInCanonicalForm(@ForAll("lives") List<Step> life, @ForAll("specs") ObjectValue spec) {
        ObjectValue applied = MANAGER.apply(lived(life), object(spec), "me", true, NOW);

        assertThat(new Decoder(SCHEMA).decode(applied).tree()).hasToString(applied.toString());
    }

    private static Optional<ManagedEntry> entry(ObjectValue object, String applier) {
        return Optional.ofNullable(ManagedFields.read(ManagedFields.of(object)).get(ManagerKey.applier(applier, "")));
    }

    @Provide
    Arbitrary<List<Step>> lives() {
        return Combinators.combine(Arbitraries.of("x", "y", "me"), Arbitraries.of(true, false), specs())
                .as(Step::new)
                .list()
                .ofMaxSize(4);
    }

    /**
     * Never without any field: an object that loses all its fields disappears, as in Kubernetes, whoever owns it, and then
     * the laws do not hold.
     */
    @Provide
    Arbitrary<ObjectValue> specs() {
        Arbitrary<Optional<Object>> a = Arbitraries.<Object>of("1", "2").optional();
        Arbitrary<Optional<Object>> b = Arbitraries.<Object>of(1L, 2L).optional();
        Arbitrary<Optional<Object>> map = Arbitraries.maps(Arbitraries.of("k", "l", "m"), Arbitraries.of("1", "2"))
                .ofMinSize(1)
                .ofMaxSize(3)
                .<Object>map(dev.jukung.value.Values::from)
                .optional();
        Arbitrary<Optional<Object>> set = Arbitraries.of("p", "q", "r")
                .list()
                .uniqueElements()
                .ofMinSize(1)
                .<Object>map(ListValue::copyOf)
                .optional();
        Arbitrary<ObjectValue> item = Combinators.combine(Arbitraries.of("i", "j", "k"), Arbitraries.of("1", "2"))
                .as((name, value) -> ObjectValue.of("name", name, "value", value));
        Arbitrary<Optional<Object>> items = item.list()
                .uniqueElements(i -> i.get("name"))
                .ofMinSize(1)
                .ofMaxSize(3)
                .<Object>map(ListValue::copyOf)
                .optional();
        Arbitrary<Optional<Object>> whole = Arbitraries.of("s", "t")
                .list()
                .ofMaxSize(2)
                .<Object>map(ListValue::copyOf)
                .optional();
        return Combinators.combine(a, b, map, set, items, whole)
                .as((va, vb, vm, vs, vi, vw) -> {
                    ObjectValue.Builder spec = ObjectValue.builder();
                    va.ifPresent(value -> spec.set("a", value));
                    vb.ifPresent(value -> spec.set("b", value));
                    vm.ifPresent(value -> spec.set("map", value));
                    vs.ifPresent(value -> spec.set("set", value));
                    vi.ifPresent(value -> spec.set("items", value));
                    vw.ifPresent(value -> spec.set("whole", value));
                    return spec.build();
                })
                .filter(spec -> !spec.isEmpty());
    }
}
