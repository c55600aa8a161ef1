import { request } from 'node:http';
import { createTestApp, type TestApp } from '../support/app';
import { Rest } from '../support/rest';
import { newAdministrator, type SignedIn } from '../support/sign-in';

let test: TestApp;
let member: SignedIn;
let rest: Rest;

beforeAll(async () => {
  test = await createTestApp();
  member = await newAdministrator(test);
  rest = new Rest(test.address, member);
});
afterAll(() => test.close());

const ABSENT = '01a00000-0000-7000-8000-000000000000';
const cursor = (position: object): string => Buffer.from(JSON.stringify(position)).toString('base64url');

async function raw(method: string, path: string, body: string | FormData, type?: string): Promise<number> {
  const response = await fetch(test.address + path, {
    method,
    headers: { Authorization: `Bearer ${member.accessToken}`, 'If-Match': '*', ...(type && { 'Content-Type': type }) },
    body,
  });
  await response.arrayBuffer();
  return response.status;
}

describe('hostile input', () => {
  it('that nests thousands of levels is refused, before sign-in too [V16.5.3]', async () => {
    const arrays = '['.repeat(20_000) + ']'.repeat(20_000);
    const objects = `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`;
    for (const path of ['/v1/posts', '/v1/teams', '/v1/channels', '/v1/auth/sign-in', '/v1/auth/totp'])
      for (const body of [arrays, objects, `{"name":${arrays}}`])
        expect([path, await raw('POST', path, body, 'application/json')]).toEqual([path, 400]);
  });

  it('with NUL or half a surrogate pair is taken without them', async () => {
    expect((await rest.post<{ name: string }>('/v1/teams', { name: 'Wa\0ter' })).body.name).toBe('Water');
    expect((await rest.post('/v1/teams', { name: '\0' })).status).toBe(400);
    const invitation = { email: '\ud800', name: 'Half', roles: ['agent'], teamIds: [] };
    expect((await rest.post('/v1/invitations', invitation)).status).toBeLessThan(500);
    expect((await rest.post('/v1/invitations', { ...invitation, email: 'a@b.example', name: 'N\0' })).status).toBe(201);
    expect((await rest.post('/v1/auth/sign-in', { email: '\udc00x', password: 'p' })).status).toBeLessThan(500);
    for (const name of ['actorId', 'kind', 'objectType', 'objectId'])
      expect([name, (await rest.get(`/v1/audit-events?${name}=%00`)).status]).toEqual([name, 200]);
  });

  it('that PostgreSQL has no value for is a bad request', async () => {
    const yearZero = cursor({ at: '0000-01-01T00:00:00Z', id: ABSENT });
    const refused = [
      `/v1/conversations?cursor=${yearZero}`,
      `/v1/posts?cursor=${yearZero}`,
      `/v1/audit-events?cursor=${yearZero}`,
      `/v1/conversations?cursor=${cursor({ at: '['.repeat(50), id: 1 })}`,
      '/v1/audit-events?after=1e300',
      '/v1/audit-events?from=-271821-04-20T00:00:00Z',
      '/v1/posts?from=2026-W10',
      '/v1/posts?to=-004714-01-01T00:00:00Z',
    ];
    for (const path of refused) expect([path, (await rest.get(path)).status]).toEqual([path, 400]);
    expect((await rest.get(`/v1/members?cursor=${cursor({ name: '\0', id: ABSENT })}`)).status).toBe(200);
    expect((await rest.send('PATCH', '/v1/me', { locale: null })).status).toBe(400);
  });

  it('in an upload is refused and nothing of it is cut off in silence', async () => {
    expect(await raw('POST', '/v1/media', '--x\r\nbroken', 'multipart/form-data; boundary=x')).toBe(400);
    expect(await raw('POST', '/v1/media', 'x', 'multipart/form-data')).toBe(400);
    for (const altText of ['é'.repeat(4001), '😀'.repeat(4001), 'x'.repeat(30_000)]) {
      const form = new FormData();
      form.append('altText', altText);
      form.append('file', new Blob([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')]), 'a.png');
      const { status, body } = await rest.post<{ code: string }>('/v1/media', form);
      expect([status, body.code]).toEqual([400, 'media.alt_text_too_long']);
    }
  });

  it('in Last-Event-ID begins anew and leaves the streams of others alone', async () => {
    const open = (id?: string): Promise<string> =>
      new Promise((resolve, reject) => {
        const headers = {
          Authorization: `Bearer ${member.accessToken}`,
          ...(id !== undefined && { 'Last-Event-ID': id }),
        };
        const call = request(`${test.address}/v1/events`, { headers, agent: false }, (response) => {
          let text = '';
          response.on('data', (chunk: Buffer) => (text += chunk.toString()));
          response.on('end', () => resolve(`${text}(ended by the server)`));
          setTimeout(() => {
            call.destroy();
            resolve(text);
          }, 700);
        });
        call.on('error', reject).end();
      });
    const ids = ['99999999999999999999-1', '1-9999999999999999999', 'x', '-', '1-1-1', '18446744073709551615-1'];
    const all = await Promise.all([...ids.map((id) => open(id)), open()]);
    expect(all.filter((text) => text.includes('ended by the server'))).toEqual([]);
    expect(all.slice(0, -1).filter((text) => !text.includes('event: reset'))).toEqual([]);
  });
});
