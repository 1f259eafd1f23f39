import { createEncoder, toUint8Array, writeVarUint, writeVarUint8Array } from 'lib0/encoding'
import { createDecoder, readVarUint, readVarUint8Array } from 'lib0/decoding'
import type { Doc } from 'yjs'
import { messageSync, WebsocketProvider } from 'y-websocket'
import { readHello, readNack } from './wire.ts'
import { COLLAB_HELLO, COLLAB_MARK, COLLAB_NACK } from './wire.ts'

