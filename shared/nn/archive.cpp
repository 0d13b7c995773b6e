#include "shared/nn/archive.hpp"

#include <torch/script.h>

#include <sstream>

#include "shared/base/file_draft.hpp"
#include "shared/nn/mix_transform.hpp"

namespace sotto {
namespace {

constexpr auto kBefore = R"(
        x = torch.sigmoid(torch.linear(x, self.before_weight, self.before_bias)))";

constexpr auto kMixTransform = R"(
        x = torch.sigmoid(torch.linear(x, self.fc_weight, self.fc_bias)).unsqueeze(1)
        x = torch.constant_pad_nd(x, [1, 2])
        x = torch.sigmoid(torch.conv1d(x, self.conv1_weight, self.conv1_bias))
        x = torch.sigmoid(torch.conv1d(x, self.conv2_weight, self.conv2_bias, [2]))
        x = torch.sigmoid(torch.conv1d(x, self.conv3_weight, self.conv3_bias))
        x = torch.tanh(torch.conv1d(x, self.conv4_weight, self.conv4_bias)).squeeze(1)
)";

constexpr auto kBehind = R"(
        x = torch.tanh(torch.linear(x, self.behind_weight, self.behind_bias))
)";

constexpr auto kProduct = R"(
        one, other = torch.linear(x, self.factors_weight, self.factors_bias).chunk(2, 1)
        x = torch.tanh(torch.linear(torch.tanh(one * other), self.out_weight, self.out_bias))
)";

/// Before and after the layers of a network that takes message and key in blocks: to the layers
/// each block is an example.
constexpr auto kIntoBlocks = R"(
        rows = message.size(0)
        message = message.reshape(rows * self.blocks, -1)
        key = key.reshape(rows * self.blocks, -1)
        x = torch.cat([message, key], 1))";

constexpr auto kOutOfBlocks = R"(
        x = x.reshape(rows, -1)
)";

constexpr auto kPerceptron = R"(
        x = torch.relu(torch.linear(x, self.hidden1_weight, self.hidden1_bias))
        x = torch.relu(torch.linear(x, self.hidden2_weight, self.hidden2_bias))
        x = torch.tanh(torch.linear(x, self.out_weight, self.out_bias))
)";

constexpr auto kFloats = R"(
        return x
)";

// Of a zero, too.
constexpr auto kHardBits = R"(
        return torch.where(x < 0, -torch.ones_like(x), torch.ones_like(x))
)";

constexpr auto kKeyed = R"(
    def forward(self, message: Tensor, key: Tensor) -> Tensor:
        x = torch.cat([message, key], 1))";

constexpr auto kKeyless = R"(
    def forward(self, x: Tensor) -> Tensor:)";

/// From the input x to the outputs x.
std::string layers(const NetworkImpl& network) {
  switch (network.shape().kind) {
    case NetworkKind::mix_transform: {
      const auto& mix = dynamic_cast<const MixTransform&>(network);
      return std::string(mix.before ? kBefore : "") + kMixTransform + (mix.behind ? kBehind : "");
    }
    case NetworkKind::product:
      return kProduct;
    case NetworkKind::perceptron:
      return kPerceptron;
  }
  return "";
}

}  // namespace

void save_archive(const NetworkImpl& network, CiphertextForm form, const std::string& file,
                  const std::string& table) {
  torch::jit::Module module(network.keyed() ? "KeyedNetwork" : "Network");
  for (const auto& parameter : network.named_parameters()) {
    auto key = parameter.key();
    std::replace(key.begin(), key.end(), '.', '_');
    module.register_parameter(key, parameter.value().detach().clone(), /*is_buffer=*/false);
  }
  if (!table.empty()) module.register_attribute(kTableAttribute, c10::StringType::get(), table);
  module.register_attribute(kHardBitsAttribute, c10::BoolType::get(),
                            form == CiphertextForm::hard_bits);
  std::string forward = network.keyed() ? kKeyed : kKeyless;
  const auto blocks = network.shape().blocks;
  if (blocks > 1) {
    module.register_attribute("blocks", c10::IntType::get(), blocks);
    forward += kIntoBlocks;
  }
  forward += layers(network);
  if (blocks > 1) forward += kOutOfBlocks;
  module.define(forward + (form == CiphertextForm::hard_bits ? kHardBits : kFloats));
  // Into memory first: LibTorch's writer ends the process where a file cannot take all of it.
  std::ostringstream archive;
  module.save(archive);
  replace_file(file, archive.view());
}

}  // namespace sotto
