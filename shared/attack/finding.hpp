// What an attacker made of a cipher.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "shared/attack/attacker.hpp"
#include "shared/base/json_fields.hpp"

namespace sotto {

/// A mean with its 95 % interval.
struct Interval {
  double mean = 0;
  double low = 0;
  double high = 0;
};

struct Finding {
  std::string attacker;  ///< its name
  std::string reads;     ///< what it guesses at
  bool granted = false;  ///< it had more than a listener has: it does not count for the verdict
  std::int64_t minibatches = 0;  ///< learned from, of kAttackMinibatch examples
  bool cut_short = false;        ///< it ran out of time before its budget
  double seconds = 0;            ///< of one core, learning and guessing
  std::int64_t held_out = 0;     ///< examples it was judged on
  std::int64_t any_wrong = 0;    ///< of those, in which any of its guesses was wrong
  bool hard_bits = false;        ///< all their ciphertexts' numbers were -1 or 1
  std::vector<Form> forms;
  std::vector<Errors> errors;          ///< of each form
  std::optional<Interval> bits_wrong;  ///< 0..N, where it reads all the bits
  double leak_bits = 0;                ///< a lower bound of I(P; C) at 95 % confidence
};

/// By how many bits of N it does better than chance: what it surely learns, or, where it reads
/// bits, N/2 less its errors, whichever is more.
double gain(const Finding& finding, std::int64_t bits);

/// Judges an attacker's guesses, sample by sample.
class Judge {
 public:
  /// The attacker guesses at a sample that it has not learned from; one that has found nothing to
  /// guess at does not.
  void add(Attacker& attacker, const Sample& sample);
  std::int64_t examples() const { return examples_; }
  /// Puts into the finding what was judged: forms, errors, bits wrong and the leak. `bits`: N.
  void conclude(const Attacker& attacker, std::int64_t bits, Finding& finding) const;

 private:
  std::int64_t examples_ = 0;
  std::int64_t any_wrong_ = 0;
  bool hard_bits_ = true;
  double wrong_ = 0;         ///< over all forms
  double wrong_square_ = 0;  ///< squares of an example's wrong forms
  torch::Tensor by_form_;    ///< [forms]
};

/// Called now and then: minibatches learned from, of so many.
using Progress = std::function<void(std::int64_t done, std::int64_t of)>;

/// Has the attacker learn from the samples' minibatches 0, 1, ... and judges it on held-out ones.
Finding attack(std::string_view name, Attacker& attacker, const Samples& samples,
               const Budget& budget, const Progress& progress = {});

/// How much a ciphertext of hard bits can tell at most, by a reader of the key.
struct Certificate {
  Finding key_reader;
  double leak_bits = 0;  ///< an upper bound of I(P; C) at 95 % confidence
};

/// By that reader of the key (make_key_reader, or one that is given): by the errors in each bit of
/// the key (leak_at_most) or by those in whole keys (certified_leak), whichever says less; each has
/// half the risk. The one by bits is better where errors are many, the one by keys where they are
/// few. Nothing where any ciphertext
/// that it is judged on is not of hard bits: the bound holds for those alone.
std::optional<Certificate> certify(const Samples& samples, Attacker& key_reader,
                                   const Budget& budget, const Progress& progress = {});

Json json_of(const Finding& finding, std::int64_t bits);

}  // namespace sotto
