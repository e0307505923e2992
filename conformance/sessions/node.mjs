// A session of the npm client: node.mjs NAMESPACE MANIFEST. Prints a line for each step: name, ok or failed, why.
import * as k8s from '@kubernetes/client-node';
import fs from 'node:fs';
import net from 'node:net';
import { PassThrough } from 'node:stream';

const [namespace, manifest] = process.argv.slice(2);
const config = new k8s.KubeConfig();
config.loadFromDefault();
const core = config.makeApiClient(k8s.CoreV1Api);
const apps = config.makeApiClient(k8s.AppsV1Api);
const objects = k8s.KubernetesObjectApi.makeApiClient(config);

const check = (good, otherwise) => {
  if (!good) throw new Error(typeof otherwise === 'string' ? otherwise : JSON.stringify(otherwise));
};
const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
const within = (work, seconds = 60) =>
  Promise.race([work, pause(seconds * 1000).then(() => Promise.reject(new Error('not in time')))]);

async function step(name, work) {
  try {
    await within(work(), 90);
    console.log(`${name}\tok\t`);
  } catch (problem) {
    console.log(`${name}\tfailed\t${String(problem?.message ?? problem).replace(/\s+/g, ' ').slice(0, 200)}`);
  }
}

async function eventually(found) {
  const end = Date.now() + 80_000;
  while (!(await found())) {
    check(Date.now() < end, 'not in time');
    await pause(300);
  }
}

const ready = async (count) =>
  (await apps.readNamespacedDeployment({ name: 'web', namespace })).status?.readyReplicas === count;
const pods = async () => (await core.listNamespacedPod({ namespace, labelSelector: 'app=web' })).items;
// One that stays: of those that were scaled away some may still be there.
const pod = async () => (await pods()).find((one) => !one.metadata.deletionTimestamp).metadata.name;
const read = (stream) => {
  const text = { now: '' };
  stream.on('data', (data) => (text.now += data));
  return text;
};

async function informed() {
  const informer = k8s.makeInformer(config, `/api/v1/namespaces/${namespace}/configmaps`, () =>
    core.listNamespacedConfigMap({ namespace }));
  const names = new Set();
  informer.on('add', (object) => names.add(object.metadata.name));
  await informer.start();
  await core.createNamespacedConfigMap({ namespace, body: { metadata: { name: 'late' } } });
  await eventually(() => names.has('late'));
  await informer.stop();
}

async function watched() {
  const seen = [];
  await new Promise((done, fail) => {
    new k8s.Watch(config).watch(`/apis/apps/v1/namespaces/${namespace}/deployments`, {}, (type, object) => {
      seen.push(type);
      if (object.status?.readyReplicas === 2) done();
    }, (problem) => problem && fail(problem)).catch(fail);
  });
  check(seen[0] === 'ADDED', seen);
}

async function executed() {
  const out = new PassThrough();
  const text = read(out);
  const status = await new Promise((done, fail) =>
    pod().then((name) => new k8s.Exec(config).exec(
      namespace, name, 'main', ['cat', '/www/index.html'], out, new PassThrough(), null, false, done)).catch(fail));
  check(status.status === 'Success', status);
  await eventually(() => text.now === 'hello\n');
}

async function attached() {
  const input = new PassThrough();
  const out = new PassThrough();
  const text = read(out);
  const socket = await new k8s.Attach(config).attach(namespace, await pod(), 'main', out, new PassThrough(), input, false);
  input.write('to-the-process\n');
  await eventually(() => text.now.includes('to-the-process'));
  socket.close();
}

async function forwarded() {
  const forward = new k8s.PortForward(config);
  const name = await pod();
  let refused = 'the connection was closed';
  const server = net.createServer((socket) =>
    forward.portForward(namespace, name, [8080], socket, null, socket).catch((problem) => {
      refused = problem.message;
      socket.destroy();
    }));
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const text = await new Promise((done, fail) => {
    const socket = net.connect(server.address().port, '127.0.0.1');
    let all = '';
    socket.on('data', (data) => {
      all += data;
      if (all.includes('hello')) socket.end(() => done(all));
    });
    socket.on('error', fail);
    socket.on('close', () => fail(new Error(refused)));
    socket.write('GET /index.html HTTP/1.0\r\n\r\n');
  });
  server.close();
  check(text.includes('hello'), text);
}

async function logged() {
  const out = new PassThrough();
  const text = read(out);
  await new k8s.Log(config).log(namespace, await pod(), 'main', out, {});
  await eventually(() => text.now.includes('started'));
}

async function refused() {
  try {
    await core.createNamespacedPod({ namespace, body: { metadata: { name: 'bad' }, spec: { containers: [] } } });
  } catch (problem) {
    check(problem.code === 422 && JSON.stringify(problem.body).includes('spec.containers: Required value'), problem);
    return;
  }
  throw new Error('accepted');
}

const patched = (body) => apps.patchNamespacedDeployment(
  { name: 'web', namespace, body }, k8s.setHeaderOptions('Content-Type', k8s.PatchStrategy.StrategicMergePatch));

await step('version', async () =>
  check((await config.makeApiClient(k8s.VersionApi).getCode()).gitVersion.startsWith('v1.36'), 'another version'));
await step('create from YAML', async () => objects.create(k8s.loadYaml(fs.readFileSync(manifest, 'utf8'))));
await step('watch', watched);
await step('get', () => eventually(() => ready(2)));
await step('list', async () => check((await core.listNamespacedPod({ namespace, limit: 1 })).items.length === 1, 'no page'));
await step('patch', () => patched({ spec: { replicas: 1 } }));
await step('patched', () => eventually(() => ready(1)));
await step('apply, server side', async () => {
  const made = await objects.patch(
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'applied', namespace }, data: { a: 'b' } },
    undefined, undefined, 'node', true, k8s.PatchStrategy.ServerSideApply);
  check(made.metadata.managedFields[0].manager === 'node', made);
});
await step('informer', informed);
await step('logs', logged);
await step('exec', executed);
await step('attach', attached);
await step('port-forward', forwarded);
await step('access review', async () => check((await config.makeApiClient(k8s.AuthorizationV1Api)
  .createSelfSubjectAccessReview({ body: { spec: { resourceAttributes: { verb: 'create', resource: 'pods' } } } }))
  .status.allowed, 'not allowed'));
await step('refusal', refused);
await step('delete', () => apps.deleteNamespacedDeployment({ name: 'web', namespace, propagationPolicy: 'Foreground' }));
await step('deleted', () => eventually(async () => (await pods()).length === 0));
process.exit(0);
