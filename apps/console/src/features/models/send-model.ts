import type { RouterInputs } from '@bellwether/api';
import { postFile, type PostFileOptions } from '../../post-file';

type OnnxValue = { name: string; type: string; /** null: open */ dims: (number | null)[] };
export type SentModel = {
  uploadId: RouterInputs['model']['import']['uploadId'];
  sha256: string;
  fileName: string;
  bytes: number;
  described: { inputs: OnnxValue[]; outputs: OnnxValue[]; nodes: number; operators: string[]; weights: number; producer: string };
};

/** A model file; the answer says what it declares of itself. */
export const sendModel = (file: File, options: PostFileOptions): Promise<SentModel> => postFile(`/api/upload/models/onnx?${new URLSearchParams({ fileName: file.name })}`, file, options);
