"""Makes shoppers-mlp.onnx: a small network of PyTorch, exported by PyTorch itself. Run with torch 2.13 and onnx; prints what it answers for four rows."""
import json
import os
import torch

torch.manual_seed(7)
scale = torch.tensor([100.0, 15.0])


class Shoppers(torch.nn.Module):
    """Two columns, visits and basket, to the chances of not buying and buying."""

    def __init__(self):
        super().__init__()
        self.body = torch.nn.Sequential(torch.nn.Linear(2, 8), torch.nn.Tanh(), torch.nn.Linear(8, 2))
        self.register_buffer("scale", scale)

    def forward(self, x):
        return torch.softmax(self.body(x / self.scale), dim=1)


model = Shoppers()
i = torch.arange(2000)
x = torch.stack([(i * 37) % 101, ((i * 13) % 29) / 2.0], 1).float()
y = (x[:, 0] + 2 * x[:, 1] > 60).long()
optimizer = torch.optim.Adam(model.parameters(), 0.02)
for _ in range(400):
    optimizer.zero_grad()
    torch.nn.functional.nll_loss(model(x).clamp_min(1e-6).log(), y).backward()
    optimizer.step()
model.eval()
here = os.path.dirname(os.path.abspath(__file__))
torch.onnx.export(model, (x[:4],), os.path.join(here, "shoppers-mlp.onnx"), input_names=["features"], output_names=["probabilities"], dynamic_axes={"features": {0: "rows"}, "probabilities": {0: "rows"}}, dynamo=False)
probe = torch.tensor([[10.0, 3.0], [35.0, 7.0], [33.0, 14.0], [40.0, 10.0]])
print(json.dumps(model(probe)[:, 1].tolist()))
