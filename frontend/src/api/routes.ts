/** What each call of the API takes and returns, found in `schema.d.ts` by the path as it is written. */

import type { RequestBodyJSON, SuccessResponseJSON } from 'openapi-typescript-helpers'
import type { paths } from './schema.d.ts'

export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'

/** `/documents/${string}/versions/${number}` for the schema's path with {id} and {number}. */
type Filled<Path extends string> = Path extends `/api/v1${infer Rest}`
  ? Filled<Rest>
  : Path extends `${infer Before}{${infer Name}}${infer After}`
    ? `${Before}${Name extends 'number' ? number : string}${Filled<After>}`
    : Path

type WithoutQuery<Path extends string> = Path extends `${infer Before}?${string}` ? Before : Path

/** The described path that this one fills in. `never` for every other path, so that it does not compile. */
type Described<Path extends string> = {
  [Each in keyof paths]: Filled<Each> extends Path ? (Path extends Filled<Each> ? Each : never) : never
}[keyof paths]

type Operation<Path extends string, M extends Method> =
  Described<WithoutQuery<Path>> extends infer Each extends keyof paths
    ? NonNullable<paths[Each][Lowercase<M> & keyof paths[Each]]>
    : never

/** This path, if the API has it with this method; else `never`. */
export type Route<Path extends string, M extends Method> = [Operation<Path, M>] extends [never] ? never : Path

export type Returned<Path extends string, M extends Method> =
  Operation<Path, M> extends infer Op extends { responses: unknown } ? SuccessResponseJSON<Op> : never

/** The body of a request; `{}` where none is described. */
export type Taken<Path extends string, M extends Method> = [RequestBodyJSON<Operation<Path, M>>] extends [
  never,
]
  ? Record<string, never>
  : RequestBodyJSON<Operation<Path, M>>

/** A resource with a history, which is at `<path>/versions`. */
export type Versioned = `/documents/${string}` | `/projects/${string}/transcript`
