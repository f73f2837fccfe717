import { setTimeout as sleep } from 'node:timers/promises';
import {
  CLIENT_CAPABILITIES_META_KEY,
  CLIENT_INFO_META_KEY,
  type Client,
  ProtocolError as ClientProtocolError,
  LOG_LEVEL_META_KEY,
  type Progress,
} from '@modelcontextprotocol/client';
import { ProtocolError } from '@modelcontextprotocol/server';
import * as z from 'zod';
import { FLUSH_MS } from '../progress.ts';
import type { Call, Era, Params, SurfaceMethod } from '../surface.ts';
import type { Questions } from './questions.ts';

/** Long enough for slow tools; hosts have limits of their own, and progress starts it anew. */
const DEFAULT_TIMEOUT_MS = 10 * 60_000;

const Answer = z.looseObject({});

export interface RelayTarget {
  client: Client;
  era: Era;
  questions: Questions;
  timeoutMs?: number;
}

/**
 * Passes one request on to a downstream server: params and `_meta` as they came, progress and cancellation
 * both ways, the answer untouched. Results are not validated here: a sloppy server's answer is the client's
 * to judge, and a gateway that refuses it hides it.
 */
export async function relay(
  { client, era, questions, timeoutMs }: RelayTarget,
  method: SurfaceMethod,
  params: Params,
  call: Call,
): Promise<Record<string, unknown>> {
  let lastProgress = 0;
  const onprogress = async (caller: Call, { progress, total, message }: Progress): Promise<void> => {
    lastProgress = performance.now();
    await caller.progress(progress, total, message);
  };
  const send = (caller: () => Call, signal: AbortSignal): Promise<Record<string, unknown>> =>
    client.request({ method, params: { ...params, ...passedOn(era, call) } }, Answer, {
      signal,
      timeout: timeoutMs ?? DEFAULT_TIMEOUT_MS,
      resetTimeoutOnProgress: true,
      allowInputRequired: true,
      ...(call.wantsProgress && {
        onprogress: (progress: Progress) => void onprogress(caller(), progress).catch(() => {}),
      }),
    });
  try {
    const answer = await questions.during(call, era, send);
    if (lastProgress > performance.now() - FLUSH_MS) await sleep(FLUSH_MS);
    return answer;
  } catch (error) {
    // The SDK's client and server packages have a class each; the code and data are the downstream's own.
    if (ClientProtocolError.isInstance(error)) throw new ProtocolError(error.code, error.message, error.data);
    throw error;
  }
}

/** What goes with the params: the caller's `_meta`, and on the modern era who the caller is and what it answered. */
function passedOn(era: Era, call: Call): Params {
  if (era === 'legacy') return Object.keys(call.meta).length > 0 ? { _meta: call.meta } : {};
  const level = call.envelope[LOG_LEVEL_META_KEY];
  return {
    _meta: {
      ...call.meta,
      [CLIENT_CAPABILITIES_META_KEY]: call.capabilities,
      ...(call.client && { [CLIENT_INFO_META_KEY]: call.client }),
      ...(level !== undefined && { [LOG_LEVEL_META_KEY]: level }),
    },
    ...(call.inputResponses && { inputResponses: call.inputResponses }),
    ...(call.requestState !== undefined && { requestState: call.requestState }),
  };
}
