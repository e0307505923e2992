"""A session of Python's kubernetes client: python.py NAMESPACE MANIFEST. Prints a line for each step: name, ok or failed, why."""

import sys
import threading
import time

from kubernetes import client, config, dynamic, utils, watch
from kubernetes.client.rest import ApiException
from kubernetes.stream import portforward, stream

namespace, manifest = sys.argv[1:3]
config.load_kube_config()
core, apps = client.CoreV1Api(), client.AppsV1Api()


def step(name, work):
    try:
        work()
        print(f"{name}\tok\t", flush=True)
    except Exception as problem:  # whatever a step says is its result
        print(f"{name}\tfailed\t{' '.join(str(problem).split())[:200]}", flush=True)


def check(good, otherwise):
    if not good:
        raise AssertionError(otherwise)


def eventually(found, limit=80):
    end = time.monotonic() + limit
    while not found():
        check(time.monotonic() < end, "not in time")
        time.sleep(0.3)


def ready(count):
    return apps.read_namespaced_deployment("web", namespace).status.ready_replicas == count


def pod():
    return core.list_namespaced_pod(namespace, label_selector="app=web").items[0].metadata.name


def watched():
    seen = []
    for event in watch.Watch().stream(apps.list_namespaced_deployment, namespace, timeout_seconds=30):
        seen.append(event["type"])
        if event["object"].status.ready_replicas == 2:
            break
    check(seen[0] == "ADDED", seen)


def applied():
    api = dynamic.DynamicClient(client.ApiClient()).resources.get(api_version="v1", kind="ConfigMap")
    body = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "applied"}, "data": {"a": "b"}}
    made = api.server_side_apply(body=body, name="applied", namespace=namespace, field_manager="python")
    check(made.metadata.managedFields[0].manager == "python", made)


def attached():
    connection = stream(
        core.connect_get_namespaced_pod_attach, pod(), namespace, stdin=True, stdout=True, stderr=True, tty=False,
        _preload_content=False)
    connection.write_stdin("to-the-process\n")
    end = time.monotonic() + 20
    text = ""
    while "to-the-process" not in text:
        check(time.monotonic() < end, text)
        connection.update(timeout=1)
        text += connection.read_stdout() if connection.peek_stdout() else ""
    connection.close()


def forwarded():
    forward = portforward(core.connect_get_namespaced_pod_portforward, pod(), namespace, ports="8080")
    socket = forward.socket(8080)
    socket.setblocking(True)
    socket.sendall(b"GET /index.html HTTP/1.1\r\nHost: pod\r\nConnection: close\r\n\r\n")
    answer = b""
    while data := socket.recv(1024):
        answer += data
    check(b"hello" in answer, answer)


def refused():
    try:
        core.create_namespaced_pod(namespace, {"metadata": {"name": "bad"}, "spec": {"containers": []}})
    except ApiException as problem:
        check(problem.status == 422 and "spec.containers: Required value" in problem.body, problem.body)
    else:
        raise AssertionError("accepted")


def informed():
    names, done = set(), threading.Event()

    def follow():
        for event in watch.Watch().stream(core.list_namespaced_config_map, namespace, timeout_seconds=20):
            names.add(event["object"].metadata.name)
            if "late" in names:
                done.set()
                return

    threading.Thread(target=follow, daemon=True).start()
    core.create_namespaced_config_map(namespace, {"metadata": {"name": "late"}})
    check(done.wait(20), names)


step("version", lambda: check(client.VersionApi().get_code().git_version.startswith("v1.36"), "another version"))
step("create from YAML", lambda: utils.create_from_yaml(client.ApiClient(), manifest))
step("watch", watched)
step("get", lambda: eventually(lambda: ready(2)))
step("list", lambda: check(len(core.list_namespaced_pod(namespace, limit=1).items) == 1, "no page"))
step("patch", lambda: apps.patch_namespaced_deployment("web", namespace, {"spec": {"replicas": 1}}))
step("patched", lambda: eventually(lambda: ready(1)))
step("scale", lambda: apps.patch_namespaced_deployment_scale("web", namespace, {"spec": {"replicas": 2}}))
step("scaled", lambda: eventually(lambda: ready(2)))
step("apply, server side", applied)
step("watch with changes", informed)
step("logs", lambda: check("started" in core.read_namespaced_pod_log(pod(), namespace), "nothing"))
step("exec", lambda: check(
    stream(core.connect_get_namespaced_pod_exec, pod(), namespace, command=["cat", "/www/index.html"], stdout=True,
           stderr=True) == "hello\n", "another text"))
step("attach", attached)
step("port-forward", forwarded)
step("access review", lambda: check(client.AuthorizationV1Api().create_self_subject_access_review(
    {"spec": {"resourceAttributes": {"verb": "create", "resource": "pods"}}}).status.allowed, "not allowed"))
step("token", lambda: core.create_namespaced_service_account_token("default", namespace, {"spec": {}}))
step("refusal", refused)
step("delete", lambda: apps.delete_namespaced_deployment("web", namespace, propagation_policy="Foreground"))
step("deleted", lambda: eventually(lambda: not core.list_namespaced_pod(namespace, label_selector="app=web").items))
