import type { Connector } from './contract';
import { ConnectorError } from './connector.errors';

/** Every network this installation can talk to. */
export class ConnectorRegistry {
  private readonly byId: ReadonlyMap<string, Connector>;

  constructor(connectors: readonly Connector[]) {
    this.byId = new Map(connectors.map((connector) => [connector.id, connector]));
    if (this.byId.size !== connectors.length) throw new Error('two connectors share one id');
  }

  /** Throws ConnectorError `unsupported` for a network that is not installed. */
  get(id: string): Connector {
    const connector = this.byId.get(id);
    if (!connector) throw new ConnectorError('unsupported', `There is no connector for the network “${id}”.`);
    return connector;
  }

  list(): Connector[] {
    return [...this.byId.values()];
  }
}
