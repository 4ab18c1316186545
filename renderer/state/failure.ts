// What a failed call becomes in the page: always data with words, never a bare exception.
import { AppError, type AppErrorData } from '../api.ts';

/** Anything thrown, as error data; what is not ours becomes `internal`. */
export function failureOf(error: unknown): AppErrorData {
  return (error instanceof AppError ? error : new AppError('internal', { reference: 'page' })).toData();
}

/** True for a call that was given up on purpose. */
export const wasCancelled = (error: unknown): boolean => error instanceof AppError && error.code === 'cancelled';
