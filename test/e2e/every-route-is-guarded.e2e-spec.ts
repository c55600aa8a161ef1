import { openApiDocument } from '@divan/platform';
import { createTestApp, type TestApp } from '../support/app';
import { Rest } from '../support/rest';
import { newAdministrator, newMember, type SignedIn } from '../support/sign-in';

interface Route {
  method: string;
  path: string;
  access: { kind: 'permission' | 'authenticated' | 'public'; permission?: string };
}
interface Problem {
  code: string;
  requestId: string;
}

let test: TestApp;
let routes: Route[];
let administrator: SignedIn;
let stranger: SignedIn;
let reader: SignedIn;

const ABSENT = '01a00000-0000-7000-8000-000000000000';
const filled = (path: string, id = ABSENT): string =>
  path
    .replace('{leafIndex}', '0')
    .replace('{path}', '0/000')
    .replace(/\{\w+\}/g, id);

beforeAll(async () => {
  test = await createTestApp();
  administrator = await newAdministrator(test);
  reader = await newMember(test, administrator, 'reader@rivertown.example', ['read-only']);
  stranger = await newAdministrator(test, 'admin@elsewhere.example');
  routes = Object.entries(openApiDocument(test.app).paths).flatMap(([path, item]) =>
    Object.entries(item as Record<string, { 'x-divan-access': Route['access'] }>).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      access: operation['x-divan-access'],
    })),
  );
});
afterAll(() => test.close());

// Made from the API document, so that no new route can be forgotten.
describe('every route', () => {
  it('declares who may use it [V8.2.1]', () => {
    expect(routes.length).toBeGreaterThan(50);
    expect(routes.filter((route) => !route.access)).toEqual([]);
  });

  it('is refused without sign-in and with a token that is none, unless it is public', async () => {
    for (const { method, path } of routes.filter(({ access }) => access.kind !== 'public')) {
      for (const authorization of [
        undefined,
        'Bearer none',
        `Bearer ${administrator.accessToken}x`,
        `Basic ${administrator.accessToken}`,
      ]) {
        const response = await fetch(test.address + filled(path), {
          method,
          headers: authorization ? { Authorization: authorization } : {},
        });
        expect([method, path, response.status, ((await response.json()) as Problem).code]).toEqual([
          method,
          path,
          401,
          'auth.not_signed_in',
        ]);
      }
    }
  });

  it('is refused to a member without its permission, and the refusal is in the audit log [V8.2.1] [V16.3.2]', async () => {
    const mine = new Set(
      (await new Rest(test.address, reader).get<{ permissions: string[] }>('/v1/me')).body.permissions,
    );
    const closed = routes.filter(({ access }) => access.kind === 'permission' && !mine.has(access.permission ?? ''));
    expect(closed.length).toBeGreaterThan(10);
    for (const { method, path } of closed) {
      const { status, body } = await new Rest(test.address, reader).send<Problem>(method, filled(path));
      expect([method, path, status, body.code]).toEqual([method, path, 403, 'auth.permission_missing']);
    }
    const { body } = await new Rest(test.address, administrator).get<{ items: unknown[] }>(
      `/v1/audit-events?actorId=${reader.memberId}&outcome=refused&limit=200`,
    );
    expect(body.items).toHaveLength(closed.length);
  });

  it('shows nothing of another organization [V8.4.1] [V8.2.2]', async () => {
    const own = new Rest(test.address, administrator);
    const other = new Rest(test.address, stranger);
    const post = await own.post<{ id: string }>('/v1/posts', { text: 'Ours alone.', mediaIds: [], variants: [] });
    expect(post.status).toBe(201);
    const audit = await own.get<{ items: { id: string }[] }>('/v1/audit-events?limit=1');
    const ids: Record<string, string> = {
      '/v1/posts/': post.body.id,
      '/v1/members/': administrator.memberId,
      '/v1/audit-events/': audit.body.items[0]!.id,
    };
    for (const [path, id] of Object.entries(ids)) {
      expect((await own.get(path + id)).status).toBe(200);
      expect([path, (await other.get(path + id)).status]).toEqual([path, 404]);
      if (path !== '/v1/audit-events/') {
        expect([path, (await other.patch(path + id, {}, 1)).status]).toEqual([path, 404]);
      }
    }
    for (const list of [
      '/v1/posts',
      '/v1/members',
      '/v1/audit-events',
      '/v1/media',
      '/v1/channels',
      '/v1/conversations',
    ]) {
      const text = JSON.stringify((await other.get(list)).body);
      for (const id of [post.body.id, administrator.memberId, administrator.organizationId, audit.body.items[0]!.id])
        expect([list, text.includes(id)]).toEqual([list, false]);
    }
  });

  it('answers what is not there, and what is no id, with a problem and never with a failure of its own', async () => {
    const own = new Rest(test.address, administrator);
    for (const { method, path } of routes.filter(
      (route) => route.path.includes('{') && route.path !== '/v1/auth/sessions/{id}',
    )) {
      for (const id of [ABSENT, 'none', '%00', '..%2f..%2fetc', "';--"]) {
        const { status } = await own.send(
          method,
          filled(path, id),
          method === 'GET' || method === 'DELETE' ? undefined : {},
          { 'If-Match': '"1"' },
        );
        expect([method, path, id, status >= 400 && status < 500]).toEqual([method, path, id, true]);
      }
    }
  });

  it('names bad query values', async () => {
    const own = new Rest(test.address, administrator);
    for (const { path } of routes.filter((route) => route.method === 'GET' && !route.path.includes('{'))) {
      if (path === '/v1/events') continue;
      for (const query of [
        'unknown=1',
        'limit=0',
        'limit=-1',
        'limit=1e9',
        'cursor=none',
        'after=99999999999999999999',
        'from=yesterday',
      ]) {
        const { status } = await own.get(`${path}?${query}`);
        expect([path, query, status < 500]).toEqual([path, query, true]);
      }
    }
  });
});
