import assert from 'node:assert/strict';
import { connect } from 'node:net';

const EVIL = 'https://attacker.example';

/** Bytes as they are, past any client's good manners. @returns what came back */
function raw(world, text) {
  const { hostname, port } = new URL(world.apiUrl);
  return new Promise((done) => {
    const socket = connect(Number(port), hostname, () => socket.end(text));
    let answer = '';
    socket.setTimeout(5000, () => socket.destroy());
    socket.on('data', (chunk) => (answer += chunk));
    socket.on('close', () => done(answer));
    // Cutting the line is an answer too.
    socket.on('error', () => socket.destroy());
  });
}

export const REQUESTS = [
  {
    name: 'refresh and sign-out from another site, with the cookie [V10.2.1]',
    async run(world) {
      const member = await world.member();
      for (const path of ['/v1/auth/refresh', '/v1/auth/sign-out']) {
        for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
          const headers = { Cookie: member.cookies, Origin: EVIL, 'Content-Type': type };
          const { status } = await world.ask('POST', path, { headers, body: '' });
          assert.ok([403, 415, 400].includes(status), `${path} ${type}: ${status}`);
        }
      }
      assert.equal((await world.ask('GET', '/v1/me', { token: member.accessToken })).status, 200);
      return 'refused without the header that no other site can send; the session goes on';
    },
  },
  {
    name: 'read an answer from another site [V10.2.1]',
    async run(world) {
      for (const origin of [EVIL, 'null', `${world.installation.env.WEB_URL}.attacker.example`, 'http://localhost'])
        for (const method of ['GET', 'OPTIONS']) {
          const { headers } = await world.ask(method, '/v1/me', {
            headers: { Origin: origin, 'Access-Control-Request-Method': 'GET' },
          });
          const allowed = headers.get('access-control-allow-origin');
          assert.ok(![origin, '*'].includes(allowed), `${origin} is allowed`);
        }
      return 'no other origin is allowed';
    },
  },
  {
    name: 'cookies that scripts or other sites could read [V10.1.1]',
    async run(world) {
      const member = await world.member();
      const { headers } = await world.ask('POST', '/v1/auth/refresh', {
        headers: { 'X-Divan-Client': 'web', Cookie: member.cookies },
      });
      const lines = headers.getSetCookie();
      assert.ok(lines.length > 0);
      for (const line of lines) {
        assert.match(line, /^__Host-/);
        for (const attribute of [/; HttpOnly/i, /; Secure/i, /; SameSite=(Strict|Lax)/i, /; Path=\/(;|$)/i])
          assert.match(line, attribute);
        assert.doesNotMatch(line, /; Domain/i);
      }
      return '__Host-, HttpOnly, Secure, SameSite';
    },
  },
  {
    name: 'put a Host, X-Forwarded-Host or Forwarded of one’s own into a link that is mailed',
    async run(world) {
      const { email } = (await world.member()).me.member;
      const headers = {
        Host: 'attacker.example',
        'X-Forwarded-Host': 'attacker.example',
        Forwarded: 'host=attacker.example',
      };
      await world.ask('POST', '/v1/auth/password-resets', {
        headers: { ...headers, ...world.elsewhere() },
        body: { email },
      });
      const mail = await world.mailTo(email, '/password-reset');
      assert.ok(!mail.includes('attacker.example'), mail);
      assert.ok(mail.includes(world.installation.env.WEB_URL), mail);
      return 'the link leads to WEB_URL';
    },
  },
  {
    name: 'a method by X-HTTP-Method-Override, _method, or TRACE',
    async run(world) {
      const { post, admin } = world.town;
      for (const headers of [{ 'X-HTTP-Method-Override': 'DELETE' }, { 'X-Method-Override': 'DELETE' }])
        await world.ask('GET', `/v1/posts/${post.id}?_method=DELETE`, { token: admin.accessToken, headers });
      assert.equal((await admin.get(`/v1/posts/${post.id}`)).id, post.id);
      const traced = await raw(
        world,
        `TRACE /v1/me HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer s3cret\r\nConnection: close\r\n\r\n`,
      );
      assert.ok(!traced.includes('s3cret'));
    },
  },
  {
    name: 'around the guard by the spelling of the path [V8.3.1]',
    async run(world) {
      const paths = [
        '//v1/me',
        '/v1//me',
        '/V1/me',
        '/v1/me/',
        '/v1/./me',
        '/v1/x/../me',
        '/v1/%6de',
        '/v1/me%00',
        '/v1/me;x',
        '/v1/me?',
        '/v1/me%2f',
        '/v1/auth/../me',
      ];
      for (const path of paths) {
        const answer = await raw(world, `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
        assert.match(answer, /^HTTP\/1\.1 (400|401|404)/, `${path}: ${answer.slice(0, 40)}`);
      }
      return `${paths.length} spellings: 400, 401 or 404`;
    },
  },
  {
    name: 'smuggle a request by two lengths, or break lines in a header',
    async run(world) {
      const { host } = new URL(world.apiUrl);
      const smuggled = await raw(
        world,
        `POST /v1/auth/sign-in HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /livez HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
      );
      assert.match(smuggled, /^HTTP\/1\.1 400/);
      const split = await raw(
        world,
        `GET /livez HTTP/1.1\r\nHost: ${host}\r\nX-Request-Id: aaaaaaaa\nSet-Cookie: a=b\r\nConnection: close\r\n\r\n`,
      );
      assert.doesNotMatch(split, /^Set-Cookie: a=b/im);
    },
  },
  {
    name: 'a header, a body, a depth or a list without end [V16.5.3]',
    async run(world) {
      const headers = { 'Content-Type': 'application/json', ...world.elsewhere() };
      const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
      for (const body of [
        '{"email":'.repeat(1000),
        `{"email":"${'a'.repeat(2_000_000)}"}`,
        deep,
        '{"__proto__":{"x":1}}',
        '\u0000',
      ]) {
        const { status } = await world.ask('POST', '/v1/auth/sign-in', { headers, body });
        assert.ok(status >= 400 && status < 500, `${body.slice(0, 20)}: ${status}`);
      }
      const { hostname } = new URL(world.apiUrl);
      const answer = await raw(
        world,
        `GET /v1/me HTTP/1.1\r\nHost: ${hostname}\r\nX-Big: ${'x'.repeat(70_000)}\r\n\r\n`,
      );
      assert.match(answer, /^(HTTP\/1\.1 4|$)/);
      assert.equal((await world.ask('GET', '/livez')).status, 200);
      return '4xx each, and the api lives';
    },
  },
  {
    name: 'frame, sniff or script what the api answers',
    async run(world) {
      const { headers } = await world.ask('GET', '/v1/me', { token: world.town.admin.accessToken });
      assert.match(headers.get('content-security-policy') ?? '', /frame-ancestors 'none'/);
      assert.equal(headers.get('x-content-type-options'), 'nosniff');
      assert.match(headers.get('strict-transport-security') ?? '', /max-age=\d{7,}/);
      assert.match(headers.get('cache-control') ?? '', /no-store/);
      assert.equal(headers.get('x-powered-by'), null);
    },
  },
  {
    name: 'find secrets, codes or tokens in the logs afterwards [V16.2.5]',
    async run(world) {
      const member = await world.member();
      await member.signIn();
      const logs = world.installation.logOf('api') + world.installation.logOf('worker');
      const secrets = [
        member.password,
        member.totpSecret,
        member.accessToken,
        member.cookies.split('=')[1],
        ...member.recoveryCodes,
      ];
      for (const secret of secrets) assert.ok(!logs.includes(secret), 'a secret is in the logs');
      return `${secrets.length} secrets in none of ${Math.round(logs.length / 1024)} kB`;
    },
  },
];
