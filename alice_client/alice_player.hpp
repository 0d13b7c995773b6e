// Alice: encrypts, and learns to from Bob's feedback and from her own shadow of Eve.
#pragma once

#include "alice_client/shadow_panel.hpp"
#include "shared/party/learning_player.hpp"

namespace sotto {

class AlicePlayer : public LearningPlayer {
 public:
  /// `first_chat`: number of her first chat message. No number may be used twice with one secret:
  /// it addresses the message's key.
  AlicePlayer(const Secret& secret, std::int64_t first_chat, EngineKind kind);

  Role role() const override { return Role::alice; }
  void say(std::string_view text, Outlet& out) override;

 private:
  void prepare() override;
  void reset_eve(std::int64_t generation) override;
  void take_turn(Outlet& out) override;
  void forget_ahead() override;
  void hear(const protocol::Frame& feedback, Outlet& out) override;
  void read_chat(const protocol::Frame&, Outlet&) override {}
  void say_for(const protocol::Say& say, Outlet& out) override;
  /// `id`: of the say that this answers, else 0.
  void encrypt(std::string_view text, std::int64_t id, Outlet& out);
  void finish(Outlet& out);
  std::vector<Named> learners() override {
    std::vector<Named> all{{"alice", &*alice_, config().ciphertext}, {"shadow", &*shadow_}};
    for (auto* further : shadows_->learners()) all.push_back({nullptr, further});
    return all;
  }

  struct Minibatch {
    torch::Tensor plaintext;
    torch::Tensor key;
  };
  /// A minibatch that was sent, with what it takes to learn from it.
  struct Encrypted {
    std::int64_t step;
    Minibatch minibatch;
    protocol::Frame ciphertext;
  };

  void forget_before(std::int64_t step);
  void encrypt(const protocol::Turn& turn, Outlet& out);
  void encrypt_ahead(Outlet& out);
  void forward(const torch::Tensor& plaintext, const torch::Tensor& key, torch::Tensor& ciphertext);
  void forward_keeping(const Minibatch& minibatch, torch::Tensor& ciphertext);
  void put_in_form(torch::Tensor& ciphertext) const;
  void ask_shadows(const torch::Tensor& ciphertext, const torch::Tensor& plaintext);
  void learn(torch::Tensor d_ciphertext);
  void restart(const torch::Tensor& marks);

  NumberStream secret_stream_;
  std::int64_t next_chat_;
  std::optional<Learner> alice_;
  std::optional<Learner> shadow_;       ///< her copy of the adversary
  std::optional<ShadowPanel> shadows_;  ///< the further ones
  std::deque<Encrypted> encrypted_;     ///< of the step at hand and those after it, ascending
  std::vector<Minibatch> spare_;        ///< storage of those that are over
  torch::Tensor d_ciphertext_;          ///< of the shadows' terms, kept until Bob's feedback is in
  std::optional<Measured> heard_;       ///< what the shadow made of the step's ciphertext
  torch::Tensor outputs_;               ///< of her network for the step that she learns from
  std::optional<std::string> sensitivity_;  ///< of the step's ciphertext, where the turn asked
};

}  // namespace sotto
