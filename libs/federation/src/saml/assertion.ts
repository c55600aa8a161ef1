import { z } from 'zod';
import { joined, listOf, textOf } from '../oidc/claims';
import type { ExternalIdentity } from '../providers/identity-provider';

/** What an assertion has to say to be meant for us, now. */
export interface Expectation {
  issuer: string;
  audience: string;
  recipient: string;
  now: Date;
  skewMs: number;
  oldestMs: number;
  emailAttribute: string | null;
  groupsAttribute: string | null;
}

export interface SignedAssertion {
  identity: ExternalIdentity;
  /** The request that it answers, from within the signature. */
  requestId: string;
}

const text = z.object({ _: z.string().optional() }).loose();
const attribute = z
  .object({ $: z.object({ Name: z.string() }).loose(), AttributeValue: z.array(z.unknown()).optional() })
  .loose();
const schema = z.object({
  Assertion: z
    .object({
      $: z.object({ ID: z.string().min(1), IssueInstant: z.string() }).loose(),
      Issuer: z.array(text).length(1),
      Subject: z
        .array(
          z
            .object({
              NameID: z
                .array(text.extend({ $: z.object({ Format: z.string().optional() }).loose().optional() }))
                .length(1),
              SubjectConfirmation: z.array(
                z
                  .object({
                    $: z.object({ Method: z.string() }).loose(),
                    SubjectConfirmationData: z
                      .array(z.object({ $: z.record(z.string(), z.string()) }).loose())
                      .length(1),
                  })
                  .loose(),
              ),
            })
            .loose(),
        )
        .length(1),
      Conditions: z
        .array(
          z
            .object({
              $: z.record(z.string(), z.string()).optional(),
              AudienceRestriction: z.array(z.object({ Audience: z.array(text) }).loose()).min(1),
            })
            .loose(),
        )
        .length(1),
      AuthnStatement: z
        .array(
          z
            .object({
              $: z.record(z.string(), z.string()),
              AuthnContext: z.array(z.object({ AuthnContextClassRef: z.array(text).optional() }).loose()).optional(),
            })
            .loose(),
        )
        .min(1),
      AttributeStatement: z.array(z.object({ Attribute: z.array(attribute).optional() }).loose()).optional(),
    })
    .loose(),
});
type Assertion = z.infer<typeof schema>['Assertion'];

const BEARER = 'urn:oasis:names:tc:SAML:2.0:cm:bearer';
const TRANSIENT = 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient';
const EMAIL_FORMAT = 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress';
const EMAIL = [
  'email',
  'mail',
  'urn:oid:0.9.2342.19200300.100.1.3',
  'urn:oid:1.2.840.113549.1.9.1',
  'urn:mace:dir:attribute-def:mail',
  'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress',
];
const NAME = [
  'displayName',
  'urn:oid:2.16.840.1.113730.3.1.241',
  'http://schemas.microsoft.com/identity/claims/displayname',
  'cn',
  'urn:oid:2.5.4.3',
];
const GIVEN_NAME = ['givenName', 'urn:oid:2.5.4.42', 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname'];
const FAMILY_NAME = ['sn', 'urn:oid:2.5.4.4', 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/surname'];

/**
 * Reads an assertion whose signature was checked, as saml-profiles-2.0-os §4.1.4.2 wants it: one bearer confirmation for
 * our address, in answer to a request, within its times; for our audience, by the issuer that the provider is.
 */
export function readAssertion(parsed: unknown, expected: Expectation): SignedAssertion {
  const assertion = schema.parse(parsed).Assertion;
  assertSame('issuer', assertion.Issuer[0]?._, expected.issuer);
  const requestId = confirmed(assertion, expected);
  assertConditions(assertion, expected);
  const issued = timeOf(assertion.$.IssueInstant);
  const now = expected.now.getTime();
  if (issued > now + expected.skewMs || issued < now - expected.oldestMs - expected.skewMs)
    throw new Error('the assertion is too old, or of the future');
  return { identity: identityOf(assertion, expected), requestId };
}

function confirmed({ Subject }: Assertion, { recipient, now, skewMs }: Expectation): string {
  const confirmations = (Subject[0]?.SubjectConfirmation ?? []).filter(({ $ }) => $.Method === BEARER);
  const data = confirmations[0]?.SubjectConfirmationData[0]?.$;
  if (confirmations.length !== 1 || !data) throw new Error('there is not exactly one bearer confirmation');
  assertSame('recipient', data['Recipient'], recipient);
  if (!data['NotOnOrAfter'] || now.getTime() - skewMs >= timeOf(data['NotOnOrAfter']))
    throw new Error('it has expired');
  // Without it somebody else's answer could be slipped to a browser that asked for nothing.
  if (!data['InResponseTo']) throw new Error('it answers no request');
  return data['InResponseTo'];
}

function assertConditions({ Conditions }: Assertion, { audience, now, skewMs }: Expectation): void {
  const { $: times = {}, AudienceRestriction: restrictions } = Conditions[0] as Assertion['Conditions'][number];
  if (times['NotBefore'] && now.getTime() + skewMs < timeOf(times['NotBefore'])) throw new Error('it is not valid yet');
  if (times['NotOnOrAfter'] && now.getTime() - skewMs >= timeOf(times['NotOnOrAfter']))
    throw new Error('it has expired');
  if (!restrictions.every(({ Audience }) => Audience.some(({ _ }) => _ === audience)))
    throw new Error('it is meant for somebody else');
}

function identityOf(assertion: Assertion, { emailAttribute, groupsAttribute }: Expectation): ExternalIdentity {
  const nameId = nameIdOf(assertion);
  const attributes = attributesOf(assertion);
  const first = (names: string[]): string | null => textOf(names.flatMap((name) => attributes.get(name) ?? [])[0]);
  const usual = first(EMAIL) ?? (nameId.format === EMAIL_FORMAT ? textOf(nameId.value) : null);
  const email = emailAttribute ? first([emailAttribute]) : usual;
  return {
    subject: nameId.value,
    email,
    // SAML has no word for it: within the domains that the organization has shown to be its own, its provider is believed.
    emailVerified: email !== null,
    name: first(NAME) ?? joined(first(GIVEN_NAME), first(FAMILY_NAME)),
    groups: groupsAttribute === null ? null : listOf(attributes.get(groupsAttribute) ?? []),
    acr: contextOf(assertion),
    authenticatedAt: instantOf(assertion),
  };
}

function nameIdOf({ Subject }: Assertion): { value: string; format: string | undefined } {
  const nameId = Subject[0]?.NameID[0];
  const [value, format] = [nameId?._ ?? '', nameId?.$?.Format];
  // A transient name is a new one each time: nobody can be known by it.
  if (!textOf(value) || format === TRANSIENT) throw new Error('the subject has no lasting name');
  return { value, format };
}

function contextOf({ AuthnStatement }: Assertion): string | null {
  return textOf(AuthnStatement[0]?.AuthnContext?.[0]?.AuthnContextClassRef?.[0]?._);
}

/** saml-core-2.0-os §2.7.2: it is required, so one without it is not read. */
function instantOf({ AuthnStatement }: Assertion): Date {
  return new Date(timeOf(AuthnStatement[0]?.$['AuthnInstant'] ?? ''));
}

function attributesOf({ AttributeStatement = [] }: Assertion): Map<string, unknown[]> {
  const all = AttributeStatement.flatMap(({ Attribute = [] }) => Attribute);
  return new Map(all.map(({ $, AttributeValue = [] }) => [$.Name, AttributeValue.map(valueOf)]));
}

function valueOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && '_' in value ? value._ : value;
}

function assertSame(what: string, actual: string | undefined, wanted: string): void {
  if (actual !== wanted) throw new Error(`its ${what} is ${actual?.slice(0, 200) ?? 'missing'}`);
}

function timeOf(text: string): number {
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw new Error('a time cannot be read');
  return time;
}
