import { Authenticated, Public, RequirePermission } from '@divan/platform';
import { Controller, Get, Module, type Type } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { RouteCheck } from './route-check';

@Controller('sound')
class SoundController {
  @Get('a')
  @RequirePermission('inbox:read')
  a(): void {}

  @Get('b')
  @Authenticated()
  b(): void {}
}

@Public()
@Controller('open')
class OpenController {
  @Get()
  a(): void {}
}

@Controller('bare')
class BareController {
  @Get()
  forgotten(): void {}
}

@Controller('typo')
class TypoController {
  @Get()
  @RequirePermission('inbox:raed')
  misspelt(): void {}
}

function start(...controllers: Type[]): Promise<unknown> {
  @Module({ imports: [DiscoveryModule], controllers, providers: [RouteCheck] })
  class SpecModule {}
  return Test.createTestingModule({ imports: [SpecModule] })
    .compile()
    .then((module) => module.init());
}

describe('RouteCheck', () => {
  it('lets an application start whose routes all declare their access', async () => {
    await expect(start(SoundController, OpenController)).resolves.toBeDefined();
  });

  it('stops the start and names every route without access or with an unknown permission', async () => {
    const started = start(SoundController, BareController, TypoController);
    await expect(started).rejects.toThrow(/BareController\.forgotten declares no access/);
    await expect(started).rejects.toThrow(/TypoController\.misspelt needs the unknown permission inbox:raed/);
  });
});
