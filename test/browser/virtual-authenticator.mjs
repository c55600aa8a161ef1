/* global navigator */
/** What a device with a fingerprint reader does, as Chromium imitates it: it confirms at once whatever it is asked. */
export class VirtualAuthenticator {
  static async attach(page) {
    await page.addInitScript(countQuestions);
    const session = await page.context().newCDPSession(page);
    await session.send('WebAuthn.enable');
    const authenticator = new VirtualAuthenticator();
    authenticator.session = session;
    await authenticator.replace();
    return authenticator;
  }

  /** Another device: what the one before kept is lost. */
  async replace() {
    if (this.id) await this.session.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId: this.id });
    const { authenticatorId } = await this.session.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    this.id = authenticatorId;
  }

  /** Whether a finger is on it. Without one it waits, as it does for whoever has gone for a coffee. */
  async confirms(enabled) {
    await this.session.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId: this.id, enabled });
  }

  async credentials() {
    const { credentials } = await this.session.send('WebAuthn.getCredentials', { authenticatorId: this.id });
    return credentials;
  }
}

/** In the page: how often it has asked for a passkey. */
function countQuestions() {
  globalThis.passkeyQuestions = 0;
  if (!navigator.credentials) return;
  const ask = navigator.credentials.get.bind(navigator.credentials);
  navigator.credentials.get = (options) => {
    const answer = ask(options);
    globalThis.passkeyQuestions += 1;
    return answer;
  };
}
