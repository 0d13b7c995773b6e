#include "shared/attack/model_attacker.hpp"

#include <algorithm>

#include "shared/attack/exact_leak.hpp"
#include "shared/nn/products_of_two.hpp"

namespace sotto {
namespace {

/// Minibatches from which the amplitudes' mean and deviation are taken.
constexpr std::size_t kCalibration = 16;
/// Examples that the neighbours are judged on at most: each is compared with all that are known.
constexpr std::int64_t kMostForNeighbours = 20'480;
/// Minibatches after which a closed form gains nothing any more.
constexpr std::int64_t kClosedFormExamples = 204'800;

std::vector<Form> forms_of(Question question, std::size_t bits) {
  std::vector<Form> forms;
  if (question == Question::choice) return {Form{}.set(0)};
  for (std::size_t i = 0; i < bits; ++i) {
    if (question != Question::pairs) forms.push_back(Form{}.set(i));
    for (std::size_t j = i + 1; j < bits && question == Question::pairs; ++j)
      forms.push_back(Form{}.set(i).set(j));
  }
  return forms;
}

}  // namespace

ModelAttacker::ModelAttacker(ModelAttackerSpec spec, std::int64_t bits, const NumberStream& stream)
    : spec_(std::move(spec)),
      bits_(bits),
      stream_(stream),
      forms_(forms_of(spec_.question, static_cast<std::size_t>(bits))) {}

std::string ModelAttacker::reads() const {
  switch (spec_.question) {
    case Question::bits:
      return "bits";
    case Question::pairs:
      return "products of two bits";
    case Question::key:
      return "key bits";
    case Question::choice:
      return "which of two chosen messages";
  }
  return {};
}

std::int64_t ModelAttacker::minibatches(const Budget& budget) const {
  const auto share = std::max<std::int64_t>(
      1, static_cast<std::int64_t>(static_cast<double>(budget.minibatches) * spec_.share));
  switch (spec_.model) {
    case ModelKind::linear:
      return std::min(share, std::max<std::int64_t>(1, kClosedFormExamples / budget.minibatch));
    case ModelKind::logistic:
      return std::min(share, std::max<std::int64_t>(1, LogisticModel::kMost / budget.minibatch));
    case ModelKind::neighbour:
      return std::min(share, std::max<std::int64_t>(1, NeighbourModel::kMost / budget.minibatch));
    case ModelKind::paper:
    case ModelKind::wide_deep_paper:
    case ModelKind::perceptron:
      return share;
  }
  return share;
}

std::int64_t ModelAttacker::held_out(const Budget& budget) const {
  return spec_.model == ModelKind::neighbour ? std::min(budget.held_out, kMostForNeighbours)
                                             : budget.held_out;
}

torch::Tensor ModelAttacker::features(const Sample& sample) const {
  std::vector<torch::Tensor> parts;
  switch (spec_.view) {
    case View::values:
      parts.push_back(sample.ciphertext);
      break;
    case View::amplitudes:
      parts.push_back((sample.ciphertext.abs() - mean_) / deviation_);
      break;
    case View::values_and_products:
      parts.push_back(sample.ciphertext);
      parts.push_back(products_of_two(sample.ciphertext));
      break;
    case View::signs:
      parts.push_back(rounded(sample.ciphertext, /*precision=*/1));
      break;
    case View::products_with_plaintext: {
      const auto signs = rounded(sample.ciphertext, /*precision=*/1);
      parts.push_back(signs);
      parts.push_back(sample.plaintext);
      parts.push_back((signs.unsqueeze(2) * sample.plaintext.unsqueeze(1)).flatten(1));
    }
  }
  if (spec_.grant.key_bits > 0) parts.push_back(sample.key.slice(1, 0, spec_.grant.key_bits));
  if (spec_.grant.reused_key) {
    parts.push_back(sample.earlier_plaintext);
    parts.push_back(sample.earlier_ciphertext);
    // What both of a pad's messages have in common is the key: C1 P1 C2 = P2.
    parts.push_back(sample.ciphertext * sample.earlier_ciphertext * sample.earlier_plaintext);
  }
  return parts.size() == 1 ? parts[0] : torch::cat(parts, 1);
}

void ModelAttacker::start(std::int64_t features) {
  switch (spec_.model) {
    case ModelKind::linear:
      model_ = std::make_unique<LinearModel>();
      break;
    case ModelKind::logistic:
      model_ = std::make_unique<LogisticModel>();
      break;
    case ModelKind::neighbour:
      model_ = std::make_unique<NeighbourModel>();
      break;
    case ModelKind::paper:
      model_ = paper_model(bits_, stream_, /*number=*/0);
      break;
    case ModelKind::wide_deep_paper:
      model_ = std::make_unique<ScaledPaperModel>(spec_.scale, bits_, stream_, /*number=*/0);
      break;
    case ModelKind::perceptron: {
      std::vector<std::int64_t> widths{features};
      widths.insert(widths.end(), spec_.widths.begin(), spec_.widths.end());
      widths.push_back(static_cast<std::int64_t>(forms_.size()));
      model_ = std::make_unique<PerceptronModel>(widths, stream_, /*number=*/0);
    }
  }
}

void ModelAttacker::calibrate() {
  std::vector<torch::Tensor> all;
  for (const auto& sample : first_) all.push_back(sample.ciphertext.abs());
  const auto amplitudes = torch::cat(all);
  mean_ = amplitudes.mean(0);
  // Numbers of constant amplitude say nothing: they stay at 0.
  deviation_ = amplitudes.std(0).clamp_min(1e-9);
  first_.clear();
}

void ModelAttacker::learn(const Sample& sample, double progress) {
  if (spec_.view == View::amplitudes && !mean_.defined()) {
    first_.push_back(sample);
    if (first_.size() < kCalibration) return;
    calibrate();
  }
  const auto x = features(sample);
  if (!model_) start(x.size(1));
  model_->learn(x, truth(sample), progress);
}

bool ModelAttacker::guesses_while_learning() const {
  return model_ && (spec_.model == ModelKind::perceptron || spec_.model == ModelKind::paper);
}

void ModelAttacker::finish() {
  if (!first_.empty()) {  // the budget was no longer than the calibration
    const auto last = first_.back();
    calibrate();
    learn(last, 1);
  }
  model_->finish();
}

torch::Tensor ModelAttacker::truth(const Sample& sample) const {
  switch (spec_.question) {
    case Question::bits:
      return sample.plaintext;
    case Question::key:
      return sample.key;
    case Question::choice:
      return sample.choice;
    case Question::pairs:
      return products_of_two(sample.plaintext);
  }
  return {};
}

torch::Tensor ModelAttacker::guess(const Sample& sample) { return model_->guess(features(sample)); }

}  // namespace sotto
