#include "shared/attack/ciphertext_tests.hpp"

#include "shared/attack/finding.hpp"

namespace sotto {
namespace {

/// Quick, and as good as any: what a linear reader gets is settled early.
constexpr Budget kLinearBudget{"linear", 100, 20'480, std::chrono::seconds(30)};
constexpr std::int64_t kPrecisionMinibatches = 40;

/// [N, N]: correlations of the columns of `a` with those of `b`.
torch::Tensor correlations(const torch::Tensor& a, const torch::Tensor& b) {
  const auto standard = [](const torch::Tensor& x) {
    return (x - x.mean(0)) / x.std(0, /*unbiased=*/false).clamp_min(1e-12);
  };
  return standard(a).t().mm(standard(b)) / static_cast<double>(a.size(0));
}

/// Turns one column's bits, each in turn: the mean number of signs that turn, and of the change.
std::pair<double, double> avalanche(Cipher& cipher, const Sample& sample, bool of_key) {
  double signs = 0;
  double change = 0;
  const auto n = cipher.bits();
  for (std::int64_t i = 0; i < n; ++i) {
    auto turned = (of_key ? sample.key : sample.plaintext).clone();
    turned.select(1, i).neg_();
    const auto other =
        of_key ? cipher.encrypt(sample.plaintext, turned) : cipher.encrypt(turned, sample.key);
    signs +=
        ((other < 0) != (sample.ciphertext < 0)).to(torch::kDouble).sum(1).mean().item<double>();
    change += (other - sample.ciphertext).abs().to(torch::kDouble).sum(1).mean().item<double>();
  }
  return {signs / static_cast<double>(n), change / static_cast<double>(n)};
}

}  // namespace

CiphertextFigures measure_ciphertext(Cipher& cipher, const Samples& samples,
                                     std::int64_t minibatches) {
  std::vector<torch::Tensor> ciphertexts, plaintexts, keys;
  for (std::int64_t i = 0; i < minibatches; ++i) {
    const auto sample = samples.held_out(i, {});
    ciphertexts.push_back(sample.ciphertext.to(torch::kDouble));
    plaintexts.push_back(sample.plaintext.to(torch::kDouble));
    keys.push_back(sample.key.to(torch::kDouble));
  }
  const auto c = torch::cat(ciphertexts);
  CiphertextFigures figures;
  for (std::int64_t i = 0; i < cipher.bits(); ++i) {
    const auto number = c.select(1, i);
    figures.numbers.push_back({number.mean().item<double>(),
                               number.std(/*unbiased=*/false).item<double>(),
                               (number.abs() > 0.9).to(torch::kDouble).mean().item<double>()});
  }
  figures.plaintext_correlation =
      correlations(c, torch::cat(plaintexts)).abs().max().item<double>();
  figures.key_correlation = correlations(c, torch::cat(keys)).abs().max().item<double>();
  const auto sample = samples.held_out(0, {});
  std::tie(figures.plaintext_avalanche, figures.plaintext_change) =
      avalanche(cipher, sample, /*of_key=*/false);
  std::tie(figures.key_avalanche, figures.key_change) = avalanche(cipher, sample, /*of_key=*/true);
  return figures;
}

double bits_wrong_of(const Decrypt& bob, const Samples& samples, std::int64_t minibatches) {
  double wrong = 0;
  for (std::int64_t i = 0; i < minibatches; ++i) {
    const auto sample = samples.held_out(i, {});
    wrong += (bob(sample.ciphertext, sample.key) * sample.plaintext > 0)
                 .logical_not()
                 .to(torch::kDouble)
                 .sum(1)
                 .mean()
                 .item<double>();
  }
  return wrong / static_cast<double>(minibatches);
}

std::vector<PrecisionFigures> measure_precision(Cipher& cipher, const Samples& samples,
                                                const Decrypt& bob) {
  std::vector<PrecisionFigures> all;
  for (const int precision : kPrecisions) {
    RoundedCipher sent(cipher, precision);
    const Samples of_sent(sent, samples.stream(), samples.minibatch());
    PrecisionFigures figures{precision, std::nullopt, 0};
    if (bob) figures.bob_bits_wrong = bits_wrong_of(bob, of_sent, kPrecisionMinibatches);
    const auto linear = make_attacker("linear", cipher.bits(), samples.stream());
    figures.linear_bits_wrong = attack("linear", *linear, of_sent, kLinearBudget).bits_wrong->mean;
    all.push_back(figures);
  }
  return all;
}

Json json_of(const CiphertextFigures& figures) {
  Json numbers = Json::array();
  for (const auto& number : figures.numbers)
    numbers.push_back(
        {{"mean", number.mean}, {"deviation", number.deviation}, {"saturated", number.saturated}});
  return {{"numbers", std::move(numbers)},
          {"plaintext_correlation", figures.plaintext_correlation},
          {"key_correlation", figures.key_correlation},
          {"plaintext_avalanche", figures.plaintext_avalanche},
          {"key_avalanche", figures.key_avalanche},
          {"plaintext_change", figures.plaintext_change},
          {"key_change", figures.key_change}};
}

Json json_of(const std::vector<PrecisionFigures>& figures) {
  Json all = Json::array();
  for (const auto& each : figures) {
    Json json{{"precision", each.precision}, {"linear_bits_wrong", each.linear_bits_wrong}};
    json["bob_bits_wrong"] = each.bob_bits_wrong ? Json(*each.bob_bits_wrong) : Json(nullptr);
    all.push_back(std::move(json));
  }
  return all;
}

}  // namespace sotto
