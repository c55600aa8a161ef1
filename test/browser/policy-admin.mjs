import { freshCode } from './sign-in.mjs';

/** An administrator who changes the organization's security policy by the API, beside what happens on the screens. */
export class PolicyAdmin {
  constructor(installation) {
    this.base = `${installation.web}/v1`;
    this.member = installation.members.find(({ roles }) => roles.includes('administrator'));
  }

  async #send(method, path, { body, ...headers } = {}) {
    return fetch(`${this.base}${path}`, {
      method,
      headers: {
        'Content-Type': 'application/json',
        'X-Divan-Client': 'test',
        ...(this.token ? { Authorization: `Bearer ${this.token}` } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  async #post(path, body) {
    const response = await this.#send('POST', path, { body });
    if (!response.ok) throw new Error(`POST ${path}: ${response.status} ${await response.text()}`);
    return response.status === 204 ? undefined : response.json();
  }

  async #signIn() {
    const { email, password } = this.member;
    const { challenge } = await this.#post('/auth/sign-in', { email, password });
    const { accessToken } = await this.#post('/auth/totp', { challenge, code: await freshCode(this.member) });
    this.token = accessToken;
  }

  async change(policy) {
    if (!this.token) await this.#signIn();
    const read = await this.#send('GET', '/security-policy');
    const { version } = await read.json();
    const patch = () => this.#send('PATCH', '/security-policy', { body: policy, 'If-Match': `"${version}"` });
    let response = await patch();
    if (response.status === 403) {
      await this.#post('/auth/step-up', { code: await freshCode(this.member) });
      response = await patch();
    }
    if (!response.ok) throw new Error(`PATCH /security-policy: ${response.status} ${await response.text()}`);
  }
}
