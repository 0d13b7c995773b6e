// Pages of sweeps and audits: what they say, and that they need nothing else.
#include "lab/report/report_page.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "lab/report/html_page.hpp"
#include "tests/support/process.hpp"

namespace sotto {
namespace {

constexpr auto kRuns =
    "index,seed,minibatch,cycle,failed,exit_code,error,success,outcome,steps,main_steps,"
    "goal_at_step,main_steps_to_success,bob_bits_wrong,eve_bits_wrong\n"
    "0,1,256,\"alice_bob:1,eve:1\",false,0,,true,secret,40,20,39,20,0.01,7.3\n"
    "1,2,256,\"alice_bob:1,eve:1\",false,1,,false,no_secret,90,45,,,8,8\n"
    "2,1,512,\"alice_bob:1,eve:2\",false,0,,true,secret,30,10,29,10,0.02,7.4\n"
    "3,2,512,\"alice_bob:1,eve:2\",true,3,\"no <b>memory</b>, alas\",false,,,,,,,\n";

Json audit_report() {
  return {{"bits", 16},
          {"grade", "hollow"},
          {"sentence", "Hollow: 'mlp256' is wrong in 2.4 of 16 bits without the key."},
          {"bob_bits_wrong", 0.003},
          {"findings",
           {{{"attacker", "mlp256"},
             {"reads", "bits"},
             {"granted", false},
             {"minibatches", 600},
             {"bits_wrong", 2.4},
             {"bits_wrong_interval", {2.3, 2.5}},
             {"leak_bits_at_least", 6.5},
             {"gain_bits", 6.5}},
            {{"attacker", "affine"},
             {"reads", "products of bits"},
             {"granted", false},
             {"minibatches", 1},
             {"leak_bits_at_least", 0.0},
             {"gain_bits", 0.0}}}}};
}

class Files {
 public:
  std::filesystem::path write(const std::string& name, const std::string& text) const {
    std::ofstream(directory_ / name) << text;
    return directory_ / name;
  }
  const std::filesystem::path& path() const { return directory_.path(); }

 private:
  TemporaryDirectory directory_;
};

std::string sentence_of(const std::filesystem::path& path) {
  try {
    read_report_source(path);
  } catch (const ReportSourceError& error) {
    return error.what();
  }
  return "nobody said anything";
}

TEST(Csv, ReadsWhatWasWritten) {
  const Table table{{{"name"}, {"value"}, {"good"}},
                    {{"a,b \"c\"\nd", 0.25, true}, {"", nullptr, false}, {"e", -7, nullptr}}};
  const auto again = table_from_csv(to_csv(table));
  ASSERT_EQ(again.rows.size(), 3U);
  EXPECT_EQ(again.rows[0], table.rows[0]);
  EXPECT_EQ(again.rows[1][0], nullptr) << "an empty text and nothing are the same";
  EXPECT_EQ(again.rows[2], table.rows[2]);
  EXPECT_EQ(table_from_csv("a,b\r\n1,2\r\n").rows, (std::vector<std::vector<Json>>{{1, 2}}));
  EXPECT_THROW(table_from_csv("a,b\n1\n"), std::invalid_argument);
  EXPECT_THROW(table_from_csv("a,b\n\"1,2\n"), std::invalid_argument);
}

TEST(ReportSource, KnowsTheFieldsThatASweepVaried) {
  const Files files;
  const auto source = read_report_source(files.write("runs.csv", kRuns));
  ASSERT_EQ(source.varied.size(), 2U);
  EXPECT_EQ(source.varied[0].name, "minibatch");
  EXPECT_EQ(source.varied[0].values, (std::vector<std::string>{"256", "512"}));
  EXPECT_EQ(source.varied[1].values[1], "alice_bob:1,eve:2");
}

TEST(ReportSource, ThatIsNoneGetsASentence) {
  const Files files;
  EXPECT_NE(sentence_of(files.path() / "nowhere").find("is not there"), std::string::npos);
  EXPECT_NE(sentence_of(files.path()).find("holds no sweep"), std::string::npos);
  EXPECT_NE(sentence_of(files.write("a.csv", "a,b\n1,2\n")).find("is not the runs.csv"),
            std::string::npos);
  EXPECT_NE(sentence_of(files.write("b.csv", "seed,failed\n1\n")).find("row 1 has 1 cells"),
            std::string::npos);
  EXPECT_NE(sentence_of(files.write("c.json", "{\"steps\": 3}")).find("--curves"),
            std::string::npos);
  EXPECT_NE(sentence_of(files.write("d.json", "{\"steps\": ")).find("d.json"), std::string::npos);
  EXPECT_NE(sentence_of(files.write("e.csv", "")).find("is not the runs.csv"), std::string::npos);
  EXPECT_NE(sentence_of(files.write("f.json", R"({"findings": [], "task": "selective"})"))
                .find("of task selective"),
            std::string::npos);
}

TEST(ReportPage, DrawsTheCurvesOfDistancesAsDistances) {
  const Files files;
  Curve curve{.main_steps = {10, 20}, .series = {{"bob", {1.0, 0.5}}, {"eve", {1.2, 1.4}}}};
  Json training{{"config", {{"bits", 8}, {"task", "selective"}}}, {"curves", to_json(curve)}};
  const auto page = [&] {
    const auto source = read_report_source(files.write("training.json", training.dump()));
    return report_page("Curves", {source}, Gnuplot());
  };
  EXPECT_NE(page().find(">distance<"), std::string::npos);
  EXPECT_EQ(page().find(">bits wrong<"), std::string::npos);
  training.at("config").at("task") = "bit_secrecy";
  EXPECT_EQ(page().find(">distance<"), std::string::npos);
  EXPECT_NE(page().find(">bits wrong<"), std::string::npos);
}

TEST(ReportPage, TellsSweepsAndAuditsAndLoadsNothing) {
  const Files files;
  const std::vector<ReportSource> sources{
      read_report_source(files.write("runs.csv", kRuns)),
      read_report_source(files.write("audit.json", audit_report().dump()))};
  const auto page = report_page("What <they> come to", sources, Gnuplot());
  EXPECT_NE(page.find("<title>What &lt;they&gt; come to</title>"), std::string::npos);
  EXPECT_NE(page.find("4 runs, 2 of them with success, 1 failed."), std::string::npos);
  EXPECT_NE(page.find("no &lt;b&gt;memory&lt;/b&gt;, alas"), std::string::npos);
  EXPECT_NE(page.find("Success rate by cycle"), std::string::npos);
  EXPECT_NE(page.find("Sensitivity: "), std::string::npos);
  EXPECT_NE(page.find("is wrong in 2.4 of 16 bits without the key"), std::string::npos);
  EXPECT_NE(page.find("<svg role=\"img\""), std::string::npos);
  EXPECT_NE(page.find("prefers-color-scheme: dark"), std::string::npos);
  EXPECT_EQ(page.find("254,   1"), std::string::npos) << "a colour of no theme";
  EXPECT_EQ(page.find("#FE01"), std::string::npos) << "a colour of no theme";
  for (const auto* loads : {"<script", "<link", "<img", "url(http", "@import"})
    EXPECT_EQ(page.find(loads), std::string::npos) << loads;
  EXPECT_EQ(page, report_page("What <they> come to", sources, Gnuplot())) << "the same page again";
}

TEST(ReportSource, TakesTheAuditOfARunningSessionFromItsReport) {
  const Files files;
  const Json training{{"config", {{"bits", 8}}},
                      {"audit",
                       {{"grade", nullptr},
                        {"sentence", "not over"},
                        {"findings",
                         {{{"attacker", "linear"},
                           {"reads", "bits"},
                           {"minibatches", 30},
                           {"of", 600},
                           {"bits_wrong", 3.5},
                           {"bits_wrong_interval", {3.25, 3.75}},
                           {"leak_bits_at_least", 0.25},
                           {"gain_bits", 0.5}}}}}}};
  const auto source = read_report_source(files.write("live.json", training.dump()));
  EXPECT_EQ(source.bits, 8);
  EXPECT_NE(report_page("Live", {source}, Gnuplot()).find("not over"), std::string::npos);
  auto bad = training;
  bad["audit"]["findings"][0].erase("gain_bits");
  EXPECT_NE(sentence_of(files.write("bad.json", bad.dump())).find("gain_bits"), std::string::npos);
}

TEST(ReportPage, OfTaskSelectiveTellsDistancesAndHowNearTheAttackersCame) {
  const Files files;
  const auto page = report_page(
      "Selective",
      {read_report_source(files.write(
          "runs.csv",
          "index,seed,protect,failed,exit_code,error,success,outcome,steps,main_steps,goal_at_step,"
          "main_steps_to_success,bob_distance,audit_nearest_gain,audit_grade\n"
          "0,1,0,false,1,,false,not_protected,90,30,,,0.283,0.378,told\n"
          "1,1,1,false,1,,false,not_protected,90,30,,,0.289,0.002,hidden\n"))},
      Gnuplot());
  for (const auto* part : {"bob, distance", "nearest, fresh, nearer by", "0.378", "Mean distances",
                           "1 hidden, 1 told"})
    EXPECT_NE(page.find(part), std::string::npos) << part;
  EXPECT_EQ(page.find("to success by"), std::string::npos) << "there was none";
}

TEST(ReportPage, OfASweepWithoutARunSaysSo) {
  const Files files;
  const std::string head(kRuns, std::string(kRuns).find('\n') + 1);
  const auto page =
      report_page("Nothing", {read_report_source(files.write("runs.csv", head))}, Gnuplot());
  EXPECT_NE(page.find("No run is reported yet."), std::string::npos);
}

TEST(GnuplotTest, ThatIsMissingIsToldWithWhatToInstall) {
  const std::string path = std::getenv("PATH");
  ::setenv("PATH", "/nowhere", 1);
  std::string said;
  try {
    const Gnuplot gnuplot;
  } catch (const GnuplotError& error) {
    said = error.what();
  }
  ::setenv("PATH", path.c_str(), 1);
  EXPECT_NE(said.find("install the package gnuplot-nox"), std::string::npos) << said;
}

TEST(GnuplotTest, TakesTextForTextAlone) {
  EXPECT_EQ(gnuplot_text("it's `ls`\n\"$x\""), "'it''s `ls` \"$x\"'");
  EXPECT_THROW(colour("pink"), std::invalid_argument);
}

TEST(HtmlPage, ShowsNumbersAsPeopleReadThem) {
  EXPECT_EQ(cell_text(nullptr), "");
  EXPECT_EQ(cell_text(0.00012345), "0.0001");
  EXPECT_EQ(cell_text(7.30146484375), "7.301");
  EXPECT_EQ(cell_text(1680.0), "1680");
  EXPECT_EQ(cell_text(512), "512");
  EXPECT_EQ(cell_text(true), "yes");
}

}  // namespace
}  // namespace sotto
