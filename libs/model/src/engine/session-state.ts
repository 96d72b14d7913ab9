import { AppError } from '@bellwether/contracts';
import { slotsOf } from '../optimizer/optimizer';
import { Xoshiro128 } from '../random/xoshiro';
import { flatInit, sizeOf } from './parameter-layout';
import type { ParameterLayout } from './parameter-layout';
import type { TrainingProgram, TrainingState } from './training-engine';

const NOISE_STREAM = 1;

/** The state before the first step. */
export function initialState(program: TrainingProgram, layout: ParameterLayout, seed: number): TrainingState {
  const flat = flatInit(layout, program);
  return {
    step: 0,
    variables: Object.fromEntries(program.variables.map((v) => [v.name, v.init.slice()])),
    slots: Object.fromEntries(slotsOf(program.optimizer).map((s) => [s.name, s.init === 'weights' ? flat.slice() : new Float32Array(layout.size)])),
    random: Xoshiro128.fromSeed(seed, NOISE_STREAM).state,
  };
}

/** @throws MODEL_ARTIFACT_INVALID when a state belongs to another program */
export function checkState(program: TrainingProgram, layout: ParameterLayout, state: TrainingState): void {
  const refuse = (what: string): never => {
    throw new AppError({ code: 'MODEL_ARTIFACT_INVALID', message: `The saved state does not fit this network: ${what}.`, fix: 'Resume with the parameters that the run was started with, or start anew.' });
  };
  for (const v of program.variables) {
    const saved = state.variables[v.name];
    if (!saved) refuse(`variable "${v.name}" is missing`);
    else if (saved.length !== sizeOf(v.shape)) refuse(`variable "${v.name}" needs ${sizeOf(v.shape)} values, ${saved.length} are saved`);
  }
  for (const s of slotsOf(program.optimizer)) {
    if (state.slots[s.name]?.length !== layout.size) refuse(`optimiser memory "${s.name}" needs ${layout.size} values, ${state.slots[s.name]?.length ?? 0} are saved`);
  }
}
