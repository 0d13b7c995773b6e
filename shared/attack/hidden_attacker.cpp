#include "shared/attack/hidden_attacker.hpp"

#include <chrono>
#include <utility>

namespace sotto {
namespace {

torch::Tensor features(const HiddenAttacker& attacker, const Overheard& sample) {
  if (attacker.hears == "public estimate") return sample.heard.narrow(1, 0, 1).contiguous();
  if (attacker.hears == "ciphertext")
    return sample.heard.narrow(1, 1, sample.heard.size(1) - 1).contiguous();
  return sample.heard;
}

}  // namespace

std::string part_name(HiddenPart part, const std::string& hidden) {
  switch (part) {
    case HiddenPart::number:
      return hidden;
    case HiddenPart::sign:
      return "sign of " + hidden;
    case HiddenPart::magnitude:
      return "|" + hidden + "|";
  }
  return {};
}

torch::Tensor HiddenAttacker::guess(const Overheard& sample) const {
  return model->guess(features(*this, sample));
}

torch::Tensor HiddenAttacker::target(const torch::Tensor& hidden) const {
  switch (reads) {
    case HiddenPart::number:
      return hidden;
    case HiddenPart::sign:
      return torch::where(hidden < 0, -torch::ones_like(hidden), torch::ones_like(hidden));
    case HiddenPart::magnitude:
      return hidden.abs();
  }
  return {};
}

torch::Tensor HiddenAttacker::distances(const torch::Tensor& guess,
                                        const torch::Tensor& target) const {
  if (reads == HiddenPart::sign) return (guess * target).le(0).to(torch::kDouble);
  return (guess.to(torch::kDouble).clamp(-1, 1) - target).abs();
}

std::vector<HiddenAttacker> hidden_panel(std::int64_t heard, const NumberStream& stream) {
  std::vector<HiddenAttacker> panel;
  std::int64_t number = 0;
  const auto perceptron = [&](std::int64_t inputs, std::vector<std::int64_t> hidden) {
    hidden.insert(hidden.begin(), inputs);
    hidden.push_back(1);
    number += 8;  // blocks of first weights of its own
    return std::make_unique<PerceptronModel>(hidden, stream, number, PerceptronLoss::mean_distance);
  };
  const auto add = [&](std::string name, std::string hears, HiddenPart reads,
                       std::unique_ptr<Model> model) {
    panel.push_back({std::move(name), std::move(hears), reads, std::move(model)});
  };
  const std::string both = "both";
  add("linear", both, HiddenPart::number, std::make_unique<LinearModel>());
  add("logistic", both, HiddenPart::sign, std::make_unique<LogisticModel>());
  for (const auto* eve : {"eve-1", "eve-2", "eve-3"})
    add(eve, both, HiddenPart::number, perceptron(heard, {48, 48}));
  add("mlp256", both, HiddenPart::number, perceptron(heard, {256, 256}));
  add("mlp384x384x384", both, HiddenPart::number, perceptron(heard, {384, 384, 384}));
  add("estimate256", "public estimate", HiddenPart::number, perceptron(1, {256, 256}));
  add("ciphertext256", "ciphertext", HiddenPart::number, perceptron(heard - 1, {256, 256}));
  add("magnitude256", both, HiddenPart::magnitude, perceptron(heard, {256, 256}));
  return panel;
}

AttackRun learn(HiddenAttacker& attacker, const std::function<Overheard(std::int64_t)>& sample,
                const Budget& budget, const SelectiveProgress& progress) {
  AttackRun run{.attacker = attacker.name, .hears = attacker.hears, .part = attacker.reads};
  const auto began = std::chrono::steady_clock::now();
  const auto passed = [&] { return std::chrono::steady_clock::now() - began; };
  for (std::int64_t i = 0; i < budget.minibatches && !run.cut_short; ++i) {
    const auto heard = sample(i);
    attacker.model->learn(features(attacker, heard), attacker.target(heard.hidden),
                          static_cast<double>(i) / static_cast<double>(budget.minibatches));
    run.minibatches = i + 1;
    run.cut_short = passed() > budget.attackers_s && i + 1 < budget.minibatches;
    if (progress) progress(attacker.name, i, budget.minibatches);
  }
  attacker.model->finish();
  run.seconds = std::chrono::duration<double>(passed()).count();
  return run;
}

}  // namespace sotto
