package dev.jukung.schema.cel;

import static dev.cel.common.CelFunctionDecl.newFunctionDeclaration;
import static dev.cel.common.CelOverloadDecl.newGlobalOverload;
import static dev.cel.common.CelOverloadDecl.newMemberOverload;

import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.OptionalType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.TypeParamType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The functions that Kubernetes adds to CEL, as the type checker has to know them. */
final class Declarations {
    private static final CelType STRING = SimpleType.STRING;
    private static final CelType BOOL = SimpleType.BOOL;
    private static final CelType INT = SimpleType.INT;
    private static final CelType A = TypeParamType.create("A");
    private static final CelType LIST_OF_A = ListType.create(A);
    private static final CelType LIST_OF_STRING = ListType.create(STRING);

    private final Map<String, List<CelOverloadDecl>> overloads = new LinkedHashMap<>();

    private Declarations() {}

    static Collection<CelFunctionDecl> kubernetes() {
        Declarations all = new Declarations();
        all.lists();
        all.texts();
        all.urls();
        all.quantities();
        all.addresses();
        all.versions();
        all.formats();
        all.authorizer();
        List<CelFunctionDecl> functions = new ArrayList<>();
        all.overloads.forEach((name, list) -> functions.add(newFunctionDeclaration(name, list)));
        return functions;
    }

    private void member(String name, String id, CelType result, CelType... parameters) {
        overloads.computeIfAbsent(name, _ -> new ArrayList<>()).add(newMemberOverload(id, result, List.of(parameters)));
    }

    private void global(String name, String id, CelType result, CelType... parameters) {
        overloads.computeIfAbsent(name, _ -> new ArrayList<>()).add(newGlobalOverload(id, result, List.of(parameters)));
    }

    private void lists() {
        Map<String, CelType> summable = new LinkedHashMap<>();
        summable.put("int", INT);
        summable.put("uint", SimpleType.UINT);
        summable.put("double", SimpleType.DOUBLE);
        summable.put("duration", SimpleType.DURATION);
        Map<String, CelType> comparable = new LinkedHashMap<>(summable);
        comparable.put("bool", BOOL);
        comparable.put("timestamp", SimpleType.TIMESTAMP);
        comparable.put("string", STRING);
        comparable.put("bytes", SimpleType.BYTES);
        summable.forEach((name, type) -> member("sum", "list_" + name + "_sum_" + name, type, ListType.create(type)));
        comparable.forEach((name, type) -> {
            CelType list = ListType.create(type);
            member("isSorted", "list_" + name + "_is_sorted_bool", BOOL, list);
            member("max", "list_" + name + "_max_" + name, type, list);
            member("min", "list_" + name + "_min_" + name, type, list);
        });
        comparable.forEach((name, type) -> member(
                SortBy.FUNCTION,
                "list_" + name + "_sortByAssociatedKeys",
                LIST_OF_A,
                LIST_OF_A,
                ListType.create(type)));
        member("indexOf", "list_a_index_of_int", INT, LIST_OF_A, A);
        member("lastIndexOf", "list_a_last_index_of_int", INT, LIST_OF_A, A);
    }

    private void texts() {
        member("find", "string_find_string", STRING, STRING, STRING);
        member("findAll", "string_find_all_string", LIST_OF_STRING, STRING, STRING);
        member("findAll", "string_find_all_string_int", LIST_OF_STRING, STRING, STRING, INT);
        member("format", "string_format", STRING, STRING, ListType.create(SimpleType.DYN));
    }

    private void urls() {
        CelType url = Types.URL;
        global("url", "string_to_url", url, STRING);
        global("isURL", "is_url_string", BOOL, STRING);
        member("getScheme", "url_get_scheme", STRING, url);
        member("getHost", "url_get_host", STRING, url);
        member("getHostname", "url_get_hostname", STRING, url);
        member("getPort", "url_get_port", STRING, url);
        member("getEscapedPath", "url_get_escaped_path", STRING, url);
        member("getQuery", "url_get_query", MapType.create(STRING, LIST_OF_STRING), url);
    }

    private void quantities() {
        CelType quantity = Types.QUANTITY;
        global("quantity", "string_to_quantity", quantity, STRING);
        global("isQuantity", "is_quantity_string", BOOL, STRING);
        global("sign", "quantity_sign", INT, quantity);
        member("sign", "quantity_sign_member", INT, quantity);
        member("isGreaterThan", "quantity_is_greater_than", BOOL, quantity, quantity);
        member("isLessThan", "quantity_is_less_than", BOOL, quantity, quantity);
        member("compareTo", "quantity_compare_to", INT, quantity, quantity);
        member("asApproximateFloat", "quantity_get_float", SimpleType.DOUBLE, quantity);
        member("asInteger", "quantity_get_int", INT, quantity);
        member("isInteger", "quantity_is_integer", BOOL, quantity);
        member("add", "quantity_add", quantity, quantity, quantity);
        member("add", "quantity_add_int", quantity, quantity, INT);
        member("sub", "quantity_sub", quantity, quantity, quantity);
        member("sub", "quantity_sub_int", quantity, quantity, INT);
    }

    private void addresses() {
        CelType ip = Types.IP;
        CelType cidr = Types.CIDR;
        global("ip", "string_to_ip", ip, STRING);
        global("isIP", "is_ip", BOOL, STRING);
        global("ip.isCanonical", "ip_is_canonical", BOOL, STRING);
        global("string", "ip_to_string", STRING, ip);
        member("family", "ip_family", INT, ip);
        member("isUnspecified", "ip_is_unspecified", BOOL, ip);
        member("isLoopback", "ip_is_loopback", BOOL, ip);
        member("isLinkLocalMulticast", "ip_is_link_local_multicast", BOOL, ip);
        member("isLinkLocalUnicast", "ip_is_link_local_unicast", BOOL, ip);
        member("isGlobalUnicast", "ip_is_global_unicast", BOOL, ip);
        global("cidr", "string_to_cidr", cidr, STRING);
        global("isCIDR", "is_cidr", BOOL, STRING);
        global("string", "cidr_to_string", STRING, cidr);
        member("containsIP", "cidr_contains_ip_string", BOOL, cidr, STRING);
        member("containsIP", "cidr_contains_ip_ip", BOOL, cidr, ip);
        member("containsCIDR", "cidr_contains_cidr_string", BOOL, cidr, STRING);
        member("containsCIDR", "cidr_contains_cidr", BOOL, cidr, cidr);
        member("ip", "cidr_ip", ip, cidr);
        member("prefixLength", "cidr_prefix_length", INT, cidr);
        member("masked", "cidr_masked", cidr, cidr);
    }

    private void versions() {
        CelType semver = Types.SEMVER;
        global("semver", "string_to_semver", semver, STRING);
        global("semver", "string_bool_to_semver", semver, STRING, BOOL);
        global("isSemver", "is_semver_string", BOOL, STRING);
        global("isSemver", "is_semver_string_bool", BOOL, STRING, BOOL);
        member("isGreaterThan", "semver_is_greater_than", BOOL, semver, semver);
        member("isLessThan", "semver_is_less_than", BOOL, semver, semver);
        member("compareTo", "semver_compare_to", INT, semver, semver);
        member("major", "semver_major", INT, semver);
        member("minor", "semver_minor", INT, semver);
        member("patch", "semver_patch", INT, semver);
    }

    private void formats() {
        CelType format = Types.FORMAT;
        NamedFormat.names().forEach(name -> global("format." + name, "format." + name, format));
        global("format.named", "format-named", OptionalType.create(format), STRING);
        member("validate", "format-validate", OptionalType.create(LIST_OF_STRING), format, STRING);
    }

    private void authorizer() {
        CelType authorizer = Types.AUTHORIZER;
        CelType path = Types.PATH_CHECK;
        CelType group = Types.GROUP_CHECK;
        CelType resource = Types.RESOURCE_CHECK;
        CelType decision = Types.DECISION;
        member("path", "authorizer_path", path, authorizer, STRING);
        member("group", "authorizer_group", group, authorizer, STRING);
        member("serviceAccount", "authorizer_serviceaccount", authorizer, authorizer, STRING, STRING);
        member("resource", "groupcheck_resource", resource, group, STRING);
        member("subresource", "resourcecheck_subresource", resource, resource, STRING);
        member("namespace", "resourcecheck_namespace", resource, resource, STRING);
        member("name", "resourcecheck_name", resource, resource, STRING);
        member("fieldSelector", "authorizer_fieldselector", resource, resource, STRING);
        member("labelSelector", "authorizer_labelselector", resource, resource, STRING);
        member("check", "pathcheck_check", decision, path, STRING);
        member("check", "resourcecheck_check", decision, resource, STRING);
        member("errored", "decision_errored", BOOL, decision);
        member("error", "decision_error", STRING, decision);
        member("allowed", "decision_allowed", BOOL, decision);
        member("reason", "decision_reason", STRING, decision);
    }

    /** For mutating policies only. */
    static CelFunctionDecl escapeKey() {
        return newFunctionDeclaration(
                "jsonpatch.escapeKey", newGlobalOverload("string_jsonpatch_escapeKey_string", STRING, List.of(STRING)));
    }
}
