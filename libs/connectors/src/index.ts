export * from './kit/contract';
export { ConnectorError, type ConnectorErrorKind, type ConnectorErrorOptions } from './kit/connector.errors';
export { ConnectorRegistry } from './kit/connector.registry';
export { countBytes, countGraphemes } from './kit/text-count';
export { checkPost } from './kit/post-check';
export { ConnectorsModule } from './connectors.module';
