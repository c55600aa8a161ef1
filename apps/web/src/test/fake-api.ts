import type { Conversation, Message } from '../api/types';
import * as fixtures from './fixtures';
import { channels, networks } from './fixtures-channels';
import * as inbox from './fixtures-inbox';
import { ownSecurity, passkeys, sessions } from './fixtures-sessions';

export interface FakeAnswer {
  status: number;
  body?: unknown;
}

export interface FakeRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  body: Record<string, unknown>;
  headers: Record<string, string>;
}

const ok = (body: unknown, status = 200): FakeAnswer => ({ status, body });
const page = (items: unknown[]): FakeAnswer => ok({ items, nextCursor: null });
const session = () => ({ accessToken: 'token', expiresAt: new Date(Date.now() + 600_000).toISOString() });

export function problem(status: number, code: string, detail = code): FakeAnswer {
  return { status, body: { type: 'about:blank', title: code, status, code, detail, requestId: '0199-req' } };
}

const QR =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h3v3H0zM5 0h3v3H5zM0 5h3v3H0zM4 4h1v1H4zM6 6h2v1H6z"/></svg>';

/** An API in memory, in the shape of the real one: just enough for the screens' tests. */
export class FakeApi {
  readonly requests: FakeRequest[] = [];
  conversations: Conversation[] = structuredClone(inbox.conversations);
  messages: Record<string, Message[]> = { 'v-1': [...inbox.messages], 'v-2': [...inbox.persianMessages] };
  signedIn = true;
  /** Answers that a test puts before the usual ones: by `METHOD /path`. */
  readonly overrides = new Map<string, (request: FakeRequest) => FakeAnswer>();

  handle(request: FakeRequest): FakeAnswer {
    this.requests.push(request);
    const override = this.overrides.get(`${request.method} ${request.path}`);
    if (override) return override(request);
    const [first = ''] = request.path.split('/').filter(Boolean);
    if (first === 'auth') return this.auth(request);
    if (first === 'conversations') return this.conversation(request);
    return this.simple(request);
  }

  private auth({ method, path, body }: FakeRequest): FakeAnswer {
    if (path === '/auth/refresh') return this.signedIn ? ok(session()) : problem(401, 'auth.session_ended');
    if (path === '/auth/sign-in') {
      if (body.password === 'wrong') return problem(401, 'auth.invalid_credentials');
      return ok({
        step: body.email === 'new@rivertown.example' ? 'totp-enrolment' : 'totp',
        challenge: 'ch',
        factors: ['totp', 'recovery-code'],
      });
    }
    if (path === '/auth/totp') return body.code === '000000' ? problem(401, 'auth.invalid_code') : ok(session());
    if (path === '/auth/totp-enrolment') return ok({ secret: 'JBSWY3DPEHPK3PXPJBSWY3DP', otpauthUri: '', qrSvg: QR });
    if (path === '/auth/totp-enrolment/confirm') {
      const recoveryCodes = Array.from({ length: 10 }, (_, index) => `K7QM-2XWR-9HFD-V4T${index}`);
      return ok({ ...session(), recoveryCodes });
    }
    if (path === '/auth/sessions') return ok({ items: sessions });
    return this.invitation(method, path);
  }

  private invitation(method: string, path: string): FakeAnswer {
    if (path.startsWith('/auth/invitations/')) {
      if (path.endsWith('/gone')) return problem(404, 'accounts.invitation_invalid');
      return method === 'GET'
        ? ok({
            organizationName: 'City of Rivertown',
            email: 'new@rivertown.example',
            name: 'Nora Lind',
            hasAccount: false,
            addressInUse: false,
          })
        : ok({ step: 'totp-enrolment', challenge: 'ch', factors: ['totp'] });
    }
    return { status: 204 };
  }

  private listed(query: URLSearchParams): Conversation[] {
    const wanted = { status: query.get('status'), assignee: query.get('assignee'), q: query.get('q') };
    return this.conversations.filter(({ status, assignee, contact, lastMessage }) => {
      if (wanted.status && status !== wanted.status) return false;
      if (wanted.assignee === 'me' && assignee?.id !== fixtures.me.member.id) return false;
      if (wanted.assignee === 'none' && assignee) return false;
      return !wanted.q || `${contact.displayName} ${lastMessage?.text}`.includes(wanted.q);
    });
  }

  private conversation({ method, path, query, body }: FakeRequest): FakeAnswer {
    const [, id, part] = path.split('/').filter(Boolean);
    if (!id) return page(this.listed(query));
    const found = this.conversations.find((candidate) => candidate.id === id);
    if (!found) return problem(404, 'platform.not_found');
    const thread = (this.messages[id] ??= [...inbox.messages]);
    if (part === 'messages' && method === 'GET') return page(thread);
    if (part === 'messages') {
      const sent: Message = {
        ...(inbox.messages[3] as Message),
        id: `sent-${thread.length}`,
        direction: 'outbound',
        kind: found.kind,
        reaction: null,
        text: String(body.text),
        author: { memberId: fixtures.me.member.id, name: fixtures.me.member.name },
        sentAt: new Date().toISOString(),
        delivery: { state: 'sending', detail: null, code: null },
      };
      thread.unshift(sent);
      return ok(sent, 202);
    }
    if (method === 'PATCH') {
      if (body.status) found.status = body.status as Conversation['status'];
      if ('assigneeId' in body) {
        const member = fixtures.members.find((candidate) => candidate.id === body.assigneeId);
        found.assignee = member ? { id: member.id, name: member.name } : null;
      }
      found.version += 1;
    }
    return ok(found);
  }

  private simple({ method, path, body }: FakeRequest): FakeAnswer {
    if (method === 'POST' && path === '/invitations') {
      const expiresAt = new Date(Date.now() + 7 * 86_400_000).toISOString();
      return ok({ id: 'n', link: 'https://divan.rivertown.example/invitations/6yJx0uVt9aQ2mZk4', expiresAt }, 201);
    }
    if (method === 'POST' && path === '/channels') return ok({ ...channels[0], network: body.network }, 201);
    if (method !== 'GET') return { status: 204 };
    if (path.startsWith('/contacts/')) return ok(inbox.contact(path.split('/')[2] ?? ''));
    const lists: Record<string, unknown> = {
      '/me': fixtures.me,
      '/me/security': ownSecurity,
      '/me/passkeys': { items: passkeys },
      '/me/sign-in-notice': { text: null, acknowledgedAt: null },
      '/me/organizations': { items: [{ ...fixtures.me.organization, current: true, switchable: true }] },
      '/conversation-counts': { mine: 1, unassigned: 4, open: 5, pending: 1, resolved: 118 },
      '/channels': { items: channels },
      '/networks': { items: networks },
      '/members': { items: fixtures.members, nextCursor: null },
      '/teams': { items: fixtures.teams },
      '/roles': { items: fixtures.roles, permissions: [] },
    };
    return path in lists ? ok(lists[path]) : problem(404, 'platform.not_found');
  }

  /** Puts this API in the place of the network. */
  install(): void {
    globalThis.fetch = async (input, init) => {
      const url = new URL(String(input instanceof Request ? input.url : input), 'http://localhost');
      if (!url.pathname.startsWith('/v1/') || url.pathname === '/v1/events') return new Response(null, { status: 404 });
      const answer = this.handle({
        method: init?.method ?? 'GET',
        path: url.pathname.slice('/v1'.length),
        query: url.searchParams,
        body: typeof init?.body === 'string' ? (JSON.parse(init.body) as Record<string, unknown>) : {},
        headers: Object.fromEntries(new Headers(init?.headers)),
      });
      const body = answer.body === undefined ? null : JSON.stringify(answer.body);
      return new Response(body, { status: answer.status, headers: { 'content-type': 'application/json' } });
    };
  }
}
