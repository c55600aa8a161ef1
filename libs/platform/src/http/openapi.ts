import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { version } from '../health/version';
import { ACCESS_EXTENSION, STEP_UP_EXTENSION, WITHIN_CHANNELS_EXTENSION, type RouteAccess } from './route-access';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']> & {
  [ACCESS_EXTENSION]?: RouteAccess;
  [STEP_UP_EXTENSION]?: boolean;
  [WITHIN_CHANNELS_EXTENSION]?: boolean;
};

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

const PROBLEMS: Record<number, string> = {
  400: 'Some fields are not right; `errors` names each by JSON pointer.',
  401: 'Not signed in, or the access token has expired.',
  403: 'The permission is missing, or a fresh second factor (`auth.step_up_required`).',
  404: 'There is no such thing, or you may not see it.',
  409: 'It conflicts with what is there, or the first request with this Idempotency-Key is still running.',
  412: 'Someone changed it since it was read.',
  422: 'Understood, and cannot be carried out as it stands.',
  428: 'If-Match is required.',
  429: 'Too many requests; Retry-After says when to go on.',
};

/** The OpenAPI 3.1 document of an application, also of one made in preview mode: each route with its access and errors. */
export function openApiDocument(app: NestFastifyApplication): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Divan')
    .setDescription(
      'One inbox for everything the public says, publishing with real approval, and a record of it all that anyone can verify. Errors are RFC 9457 problem details with a stable `code`.',
    )
    .setVersion(version)
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' });
  const document = SwaggerModule.createDocument(app, builder.build());
  addProblems(document);
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of METHODS) {
      const operation = item[method] as Operation | undefined;
      if (operation) complete(operation, path);
    }
  }
  sortEnums(document);
  return document;
}

/** The compiler orders a union as it met its members; the document must not change with the order of compilation. */
function sortEnums(node: unknown): void {
  if (typeof node !== 'object' || node === null) return;
  for (const [key, value] of Object.entries(node)) {
    if (key === 'enum' && Array.isArray(value)) value.sort();
    else sortEnums(value);
  }
}

function addProblems(document: OpenAPIObject): void {
  document.components = {
    ...document.components,
    schemas: { ...document.components?.schemas, Problem: PROBLEM_SCHEMA },
    responses: Object.fromEntries(
      Object.entries(PROBLEMS).map(([status, description]) => [
        `Problem${status}`,
        { description, content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } },
      ]),
    ),
  };
}

function complete(operation: Operation, path: string): void {
  const access = operation[ACCESS_EXTENSION];
  operation.security = access?.kind === 'public' ? [] : [{ bearer: [] }];
  operation.description = [operation.description, ...conditionsOf(operation)].filter(Boolean).join('\n\n') || undefined;
  const headers = (operation.parameters ?? []).flatMap((parameter) =>
    'in' in parameter && parameter.in === 'header' ? [parameter.name.toLowerCase()] : [],
  );
  const applies: Record<number, boolean> = {
    400: true,
    401: access?.kind !== 'public' || path.includes('/auth/'),
    403: access?.kind === 'permission' || operation[STEP_UP_EXTENSION] === true,
    404: path.includes('{'),
    409: headers.includes('idempotency-key'),
    412: headers.includes('if-match'),
    422: operation.requestBody !== undefined,
    428: headers.includes('if-match'),
    429: true,
  };
  for (const [status, does] of Object.entries(applies)) {
    if (does) operation.responses[status] ??= { $ref: `#/components/responses/Problem${status}` };
  }
}

/** What a caller needs, in words. */
function conditionsOf(operation: Operation): string[] {
  const access = operation[ACCESS_EXTENSION];
  return [
    ...(access?.kind === 'permission' ? [`Needs the permission \`${access.permission}\`.`] : []),
    ...(operation[STEP_UP_EXTENSION] ? ['Needs a second factor that is at most five minutes old.'] : []),
    ...(isForPersons(operation) ? ['Not for API keys.'] : []),
    ...(operation[WITHIN_CHANNELS_EXTENSION] && !isForPersons(operation)
      ? ['Also for API keys that are bound to channels.']
      : []),
  ];
}

/** What the guard refuses to programs. */
function isForPersons(operation: Operation): boolean {
  const access = operation[ACCESS_EXTENSION];
  return operation[STEP_UP_EXTENSION] === true || (access?.kind === 'authenticated' && !access.keys);
}

const PROBLEM_SCHEMA = {
  type: 'object',
  description: 'RFC 9457 problem details. `code` is stable; the texts are for people.',
  required: ['type', 'title', 'status', 'detail', 'code', 'requestId'],
  properties: {
    type: { type: 'string', format: 'uri' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    code: { type: 'string' },
    requestId: { type: 'string', format: 'uuid' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['pointer', 'detail'],
        properties: { pointer: { type: 'string' }, detail: { type: 'string' }, code: { type: 'string' } },
      },
    },
  },
  example: {
    type: 'urn:divan:problem:platform.invalid_request',
    title: 'Bad request',
    status: 400,
    detail: 'Some fields are not right.',
    code: 'platform.invalid_request',
    requestId: '01a20320-ae94-7509-8ead-817a9c490cbc',
    errors: [{ pointer: '/text', detail: 'text must be a string', code: 'isString' }],
  },
};
