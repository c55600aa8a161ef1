import type { AuditForwarder, NewAuditForwarder } from '../../api/types';
import { latinDigits } from '../../components/digits';

export const PROTOCOLS = ['tls', 'https', 'tcp', 'udp'] as const;
export type Protocol = (typeof PROTOCOLS)[number];

export const USUAL_PORT: Record<Exclude<Protocol, 'https'>, string> = { tls: '6514', tcp: '601', udp: '514' };

export interface ForwarderForm {
  name: string;
  protocol: Protocol;
  host: string;
  port: string;
  /** For HTTPS. */
  address: string;
  authorization: string;
  /** For syslog over TLS. */
  caCertificate: string;
  /** Forget what is stored. */
  dropAuthorization: boolean;
  dropCertificate: boolean;
  from: 'now' | 'beginning';
}

export const NEW_FORWARDER: ForwarderForm = {
  name: '',
  protocol: 'tls',
  host: '',
  port: USUAL_PORT.tls,
  address: '',
  authorization: '',
  caCertificate: '',
  dropAuthorization: false,
  dropCertificate: false,
  from: 'now',
};

/** An address as it is stored, in the fields of the form. */
export function fieldsOfUrl(url: string): Pick<ForwarderForm, 'protocol' | 'host' | 'port' | 'address'> {
  const found = /^syslog\+(tls|tcp|udp):\/\/(.+?)(?::(\d+))?\/?$/.exec(url);
  if (!found) return { protocol: 'https', host: '', port: '', address: url };
  const protocol = found[1] as Exclude<Protocol, 'https'>;
  return { protocol, host: found[2] ?? '', port: found[3] ?? USUAL_PORT[protocol], address: '' };
}

/** An IPv6 address stands in brackets before a port. */
function hostIn(host: string): string {
  const plain = host.trim().replace(/^\[(.*)\]$/, '$1');
  return plain.includes(':') ? `[${plain}]` : plain;
}

export function urlOf({ protocol, host, port, address }: ForwarderForm): string {
  return protocol === 'https' ? address.trim() : `syslog+${protocol}://${hostIn(host)}:${Number(latinDigits(port))}`;
}

export function isHost(host: string): boolean {
  return /^[^\s/@?#]+$/.test(host.trim()) && URL.canParse(`https://${hostIn(host)}/`);
}

export function isPort(port: string): boolean {
  const digits = latinDigits(port.trim());
  return /^\d{1,5}$/.test(digits) && Number(digits) >= 1 && Number(digits) <= 65_535;
}

export function isHttps(address: string): boolean {
  return URL.canParse(address.trim()) && new URL(address.trim()).protocol === 'https:';
}

export function isCertificate(text: string): boolean {
  return text.trim() === '' || /^-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----$/.test(text.trim());
}

/** What was typed; null takes away what is stored, undefined leaves it. */
function secret(wanted: boolean, typed: string, stored: boolean, drop: boolean): string | null | undefined {
  if (!wanted || drop) return stored ? null : undefined;
  return typed.trim() || undefined;
}

type Existing = Pick<AuditForwarder, 'authorizationSet' | 'caCertificateSet'>;

/** What is sent. What stays as it is on the server is left out of a change. */
export function bodyOf(form: ForwarderForm, existing: Existing | null): Partial<NewAuditForwarder> {
  const { protocol } = form;
  const stored = existing ?? { authorizationSet: false, caCertificateSet: false };
  const authorization = secret(
    protocol === 'https',
    form.authorization,
    stored.authorizationSet,
    form.dropAuthorization,
  );
  const caCertificate = secret(protocol === 'tls', form.caCertificate, stored.caCertificateSet, form.dropCertificate);
  return {
    name: form.name.trim(),
    url: urlOf(form),
    ...(existing ? {} : { from: form.from }),
    ...(authorization === undefined ? {} : { authorization }),
    ...(caCertificate === undefined ? {} : { caCertificate }),
  };
}
