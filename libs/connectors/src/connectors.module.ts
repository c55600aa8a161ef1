import { Module } from '@nestjs/common';
import { HttpClient } from '@divan/platform';
import { ConnectorRegistry } from './kit/connector.registry';
import { networks } from './networks';

@Module({
  providers: [
    {
      provide: ConnectorRegistry,
      useFactory: (http: HttpClient) => new ConnectorRegistry(networks.map((create) => create(http))),
      inject: [HttpClient],
    },
  ],
  exports: [ConnectorRegistry],
})
export class ConnectorsModule {}
