// Pictures, drawn by gnuplot from the scripts in tools/plot. Nothing goes by way of files but what a script itself reads.
#ifndef CATAPULT_TOOLS_PLOTTING_GNUPLOT_HPP
#define CATAPULT_TOOLS_PLOTTING_GNUPLOT_HPP

#include <cstddef>
#include <string>
#include <vector>

namespace catapult::tools {

struct plot_script {
    const char* name;
    const char* text;
};

/// tools/plotting/scripts/*.gp; `style` goes before every other.
const std::vector<plot_script>& plot_scripts();

/// Whether there is a gnuplot that draws PNG with text (the terminal pngcairo).
bool gnuplot_found();

/// What to do where gnuplot_found() is false, in one line.
extern const char* const gnuplot_advice;

/// What a script finds when it starts: variables and data, as gnuplot code.
class plot_input {
public:
    void set(const std::string& name, const std::string& text);
    void set(const std::string& name, double number);  ///< infinite or not a number: NaN
    void set_count(const std::string& name, std::size_t number);
    void set_flag(const std::string& name, bool flag) { set_count(name, flag ? 1 : 0); }
    /// Begins the data block $NAME, for rows to follow.
    void begin(const std::string& name);
    void row(const std::vector<double>& numbers);  ///< likewise
    void gap();                                    ///< a line is not drawn across it
    void end();

    const std::string& code() const { return code_; }

private:
    std::string code_;
};

/// Its panels in a grid for a desktop, or one below the other in large type for a phone.
enum class picture_layout { wide, narrow };

/// The picture's bytes. `form`: "svg" or "png". run_error if gnuplot fails.
std::string draw(const std::string& script, const plot_input& input, const std::string& form, picture_layout layout);

}  // namespace catapult::tools

#endif
