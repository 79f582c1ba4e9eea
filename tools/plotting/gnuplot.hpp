// Pictures drawn by gnuplot from the scripts in tools/plotting/scripts. Code and picture go through pipes. Only figures
// that read CSV files themselves need files.
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

/// The scripts tools/plotting/scripts/*.gp. `style` runs before each of the others.
const std::vector<plot_script>& plot_scripts();

/// Whether gnuplot is there and has the terminal pngcairo, which draws PNG with text.
bool gnuplot_found();

/// One line of advice for a user without a suitable gnuplot.
extern const char* const gnuplot_advice;

/// The variables and data for a script, as gnuplot code.
class plot_input {
public:
    void set(const std::string& name, const std::string& text);
    void set(const std::string& name, double number);  ///< infinity and NaN become NaN
    void set_count(const std::string& name, std::size_t number);
    void set_flag(const std::string& name, bool flag) { set_count(name, flag ? 1 : 0); }
    /// Begins the data block $NAME. Calls of row(), gap() and end() follow.
    void begin(const std::string& name);
    void row(const std::vector<double>& numbers);  ///< infinity and NaN become NaN
    void gap();                                    ///< breaks the curve here
    void end();

    const std::string& code() const { return code_; }

private:
    std::string code_;
};

/// `wide` puts the panels in a grid for a desktop. `narrow` puts them one below the other, in large type, for a phone.
enum class picture_layout { wide, narrow };

/// Draws a picture and returns its bytes. `form` is "svg" or "png". run_error if gnuplot fails.
std::string draw(const std::string& script, const plot_input& input, const std::string& form, picture_layout layout);

}  // namespace catapult::tools

#endif
