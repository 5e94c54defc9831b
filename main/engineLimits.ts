/**
 * How much heap the engine's thread may take, in megabytes. `maxOldGenerationSizeMb`: beyond it the thread is ended, and started anew with a clear word.
 * `maxYoungGenerationSizeMb`: three halves of 16 MB; left to itself V8 grows them to 100 MB during a first sync and never gives them back, and
 * is no quicker for it. With 8 MB the thread takes 1.05 times as long for a first sync, and all threads together 1.07 times.
 */
export const engineLimits = { maxOldGenerationSizeMb: 3072, maxYoungGenerationSizeMb: 48 } as const
