import type { SimpleState } from './fit-simple';
import type { Member, MemberId } from './members/member';
import { simpleMember } from './members/simple-members';
import type { NetworkState } from './model-state';
import { openTransformer } from './network/transformer-member';

/** Fitted members as they are kept. */
export type Fitted = { simple: ReadonlyMap<MemberId, SimpleState>; network: NetworkState | null };

/** Members as they score. @throws AppError MODEL_ARTIFACT_INVALID @owns dispose of each */
export async function openMembers({ simple, network }: Fitted, items: number): Promise<Member[]> {
  const plain = [...simple].map(([id, state]) => simpleMember(id, state, items));
  return network ? [...plain, await openTransformer(network, items)] : plain;
}

export const disposeMembers = (members: readonly Member[]): void => members.forEach((m) => m.dispose());
