import assert from 'node:assert/strict';
import { inflateRawSync } from 'node:zlib';
import { samlResponse } from './evil-provider.mjs';
import { begin, complete, DOMAIN, fragmentOf, scene, selfSigned } from './sso-scene.mjs';

const answer = async (world, change = {}, { cookie, body } = {}) => {
  const { saml, key, certificate } = await scene(world);
  const started = await begin(world, saml);
  const request = inflateRawSync(Buffer.from(started.parameters.get('SAMLRequest'), 'base64')).toString();
  const requestId = /\bID="([^"]+)"/.exec(request)[1];
  const acs = saml.saml.acsUrl;
  const right = {
    key,
    certificate,
    issuer: 'urn:evil:idp',
    acs,
    audience: saml.saml.serviceProviderEntityId,
    requestId,
  };
  const made = body ?? (await samlResponse({ ...right, email: `saml@${DOMAIN}`, ...change }));
  const post = async () =>
    fragmentOf(
      world,
      await world.ask('POST', `/v1/auth/sso/${saml.id}/acs`, {
        headers: { 'Content-Type': 'application/x-www-form-urlencoded', Cookie: cookie ?? started.cookie },
        body: new URLSearchParams({ SAMLResponse: made, RelayState: 'https://attacker.example' }).toString(),
      }),
    );
  return { ...(await post()), cookie: started.cookie, made, post };
};
const bad = async (world, change, more) => {
  const { code, error } = await answer(world, change, more);
  assert.equal(code, undefined, 'it was accepted');
  return error;
};
const each = async (world, changes) => {
  const said = [];
  for (const change of changes) said.push(await bad(world, change));
  return [...new Set(said)].join(', ');
};
const forged = (email) =>
  `<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" Version="2.0" ID="_forged" IssueInstant="${new Date().toISOString()}"><saml:Issuer>urn:evil:idp</saml:Issuer><saml:Subject><saml:NameID>${email}</saml:NameID></saml:Subject></saml:Assertion>`;
export const SAML = [
  {
    name: 'SAML: an honest answer, and then the same again [V6.8.3]',
    async run(world) {
      const first = await answer(world);
      assert.equal(first.error, undefined);
      assert.equal((await complete(world, first.code, first.cookie)).status, 200);
      const again = await first.post();
      assert.equal(again.code, undefined);
      const inAnother = await bad(world, {}, { body: first.made });
      return `a session once; then ${again.error}, ${inAnother}`;
    },
  },
  {
    name: 'SAML: unsigned, altered after signing, signed by another key [V6.8.2]',
    run: (world) =>
      each(world, [
        { alter: (xml) => xml.replace(/<Signature[\s\S]*<\/Signature>/, '') },
        { alter: (xml) => xml.replaceAll(`saml@${DOMAIN}`, `mayor@${DOMAIN}`) },
        selfSigned(),
      ]),
  },
  {
    name: 'SAML: another assertion wrapped around, before or inside the signed one [V6.8.2]',
    run: (world) =>
      each(world, [
        { alter: (xml) => xml.replace('<saml:Assertion', `${forged(`mayor@${DOMAIN}`)}<saml:Assertion`) },
        { alter: (xml) => xml.replace('</saml:Assertion>', `</saml:Assertion>${forged(`mayor@${DOMAIN}`)}`) },
        {
          alter: (xml) => {
            const signed = /<saml:Assertion[\s\S]*<\/saml:Assertion>/.exec(xml)[0];
            const outer = forged(`mayor@${DOMAIN}`).replace('</saml:Subject>', `</saml:Subject>${signed}`);
            return xml.replace(signed, outer);
          },
        },
      ]),
  },
  {
    name: 'SAML: a comment in the name, an entity, a second document type',
    run: (world) =>
      each(world, [
        { alter: (xml) => xml.replaceAll(`saml@${DOMAIN}`, `saml@${DOMAIN}<!-- -->.attacker.example`) },
        {
          alter: (xml) => `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>${xml.replace('saml@', '&e;saml@')}`,
        },
      ]),
  },
  {
    name: 'SAML: for another audience, address or request, expired, or unasked for',
    run: (world) =>
      each(world, [
        { audience: 'urn:another:sp' },
        { options: { recipient: 'https://attacker.example/acs' } },
        { requestId: '_somebody-elses' },
        { options: { lifetimeInSeconds: -3600 } },
        { options: { inResponseTo: undefined } },
        { issuer: 'urn:another:idp' },
      ]),
  },
  {
    name: 'SAML: an address outside the town’s domains; an answer in another browser [V10.1.2]',
    async run(world) {
      const said = [await bad(world, { email: 'admin@elsewhere.example' }), await bad(world, {}, { cookie: 'a=b' })];
      return said.join(', ');
    },
  },
];
