// How a contract is written: calls and events with schemas, and the types every client and server derive from them.
import type { GenericSchema, InferInput, InferOutput } from 'valibot';

export interface Call<I extends GenericSchema = GenericSchema, O extends GenericSchema = GenericSchema> {
  readonly kind: 'call';
  readonly input: I;
  readonly output: O;
}

export interface Event<P extends GenericSchema = GenericSchema> {
  readonly kind: 'event';
  readonly payload: P;
}

/** Something a client can ask. Answers within about a second; longer work returns a job id. */
export const call = <I extends GenericSchema, O extends GenericSchema>(input: I, output: O): Call<I, O> => ({
  kind: 'call',
  input,
  output,
});

/** Something the backend says on its own, to every client. */
export const event = <P extends GenericSchema>(payload: P): Event<P> => ({ kind: 'event', payload });

export type Area = Readonly<Record<string, Call>>;
export type Calls = Readonly<Record<string, Area>>;
export type Events = Readonly<Record<string, Event>>;

export type Input<C> = C extends Call<infer I> ? InferInput<I> : never;
export type ParsedInput<C> = C extends Call<infer I> ? InferOutput<I> : never;
export type Output<C> = C extends Call<GenericSchema, infer O> ? InferOutput<O> : never;
export type Payload<E> = E extends Event<infer P> ? InferOutput<P> : never;

export interface CallOptions {
  /** Aborting sends a cancel frame; the promise rejects with `cancelled`. */
  readonly signal?: AbortSignal;
}

/** What a client holds: `api.accounts.add(input)`, `api.on('job.changed', fn)` (returns its own removal). */
export type Api<C extends Calls, E extends Events> = {
  readonly [A in keyof C]: {
    readonly [M in keyof C[A]]: (input: Input<C[A][M]>, options?: CallOptions) => Promise<Output<C[A][M]>>;
  };
} & {
  on<N extends keyof E>(name: N, listener: (payload: Payload<E[N]>) => void): () => void;
  /** True once frames flow; false while the transport is down. The listener is told at each change. */
  onConnection(listener: (connected: boolean) => void): () => void;
};

/** What a backend provides: one function per call. A missing one does not compile. */
export type Handlers<C extends Calls> = {
  readonly [A in keyof C]: AreaHandlers<C[A]>;
};
export type AreaHandlers<A extends Area> = {
  readonly [M in keyof A]: (
    input: ParsedInput<A[M]>,
    context: { signal: AbortSignal },
  ) => Output<A[M]> | Promise<Output<A[M]>>;
};

export type Emit<E extends Events> = <N extends keyof E>(name: N, payload: Payload<E[N]>) => void;
